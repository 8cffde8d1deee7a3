import { badGitRequest } from './git-problems';
import type { PktLineReader } from './pkt-line-reader';
import { NO_OBJECT } from './ref-advertisement';

/** One ref that is to move. `from` and `to` are undefined where the ref is not there before, or not there afterwards. */
export interface RefCommand {
  readonly ref: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface PushRequest {
  readonly commands: readonly RefCommand[];
  readonly capabilities: ReadonlySet<string>;
}

/** Refs that one push may move. */
const MOST_COMMANDS = 1_000;

/** What stands before the pack (gitprotocol-pack, "Reference Update Request and Packfile Transfer"). */
export async function readPushRequest(reader: PktLineReader): Promise<PushRequest> {
  const { lines } = await reader.section(MOST_COMMANDS);
  // A shallow clone says where its history is cut. Whether all that is needed is there is checked in any case.
  const told = lines.filter((line) => !line.startsWith('shallow '));
  const [first = '', capabilities = ''] = (told[0] ?? '').split('\0');
  const commands = told.length === 0 ? [] : [first, ...told.slice(1)].map(readCommand);
  if (new Set(commands.map(({ ref }) => ref)).size < commands.length)
    throw badGitRequest('it moves a ref twice');
  return { commands, capabilities: new Set(capabilities.split(' ').filter(Boolean)) };
}

function readCommand(line: string): RefCommand {
  const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) (.{1,1024})$/.exec(line);
  const [, from, to, ref] = match ?? [];
  if (ref === undefined || from === to)
    throw badGitRequest(`"${line.slice(0, 100)}" is no command to move a ref`);
  return { ref, from: objectOf(from), to: objectOf(to) };
}

function objectOf(id: string | undefined): string | undefined {
  return id === NO_OBJECT ? undefined : id;
}
