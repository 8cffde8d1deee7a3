import { badGitRequest } from './git-problems';
import type { PktLineReader } from './pkt-line-reader';

/** What a client asks for, as both versions of the protocol end up saying it. */
export interface FetchRequest {
  readonly wants: readonly string[];
  readonly haves: readonly string[];
  /** The client will say no more, and takes the pack as it can be made now. */
  readonly done: boolean;
  /** Capabilities (versions 0 and 1) or arguments (2) besides. */
  readonly options: ReadonlySet<string>;
}

/** A client sends at most some 30,000 `have` lines in one request, and one `want` for each of our refs. */
const MOST_LINES = 200_000;

/** Versions 0 and 1 (gitprotocol-pack, "Packfile Negotiation"). Undefined: the client only said that it is there. */
export async function readFetchRequest(reader: PktLineReader): Promise<FetchRequest | undefined> {
  const first = await reader.section(MOST_LINES);
  const [head = ''] = first.lines;
  if (head === '') return undefined;
  const options = head.split(' ').slice(2);
  const wants = first.lines.map((line) => idAfter('want', line.split(' ').slice(0, 2).join(' ')));
  const { lines } = await reader.section(MOST_LINES);
  const done = lines.at(-1) === 'done';
  const haves = (done ? lines.slice(0, -1) : lines).map((line) => idAfter('have', line));
  return { wants, haves, done, options: new Set(options) };
}

/** The arguments of version 2's command `fetch`. */
export function fetchArguments(args: readonly string[]): FetchRequest {
  const all = (key: string) =>
    args.filter((arg) => arg.startsWith(`${key} `)).map((line) => idAfter(key, line));
  return { wants: all('want'), haves: all('have'), done: args.includes('done'), options: new Set(args) };
}

function idAfter(key: string, line: string): string {
  const id = /^(\w+) ([0-9a-f]{40})$/.exec(line);
  if (id?.[1] !== key || id[2] === undefined) {
    throw badGitRequest(`"${line.slice(0, 60)}" is not understood here`);
  }
  return id[2];
}
