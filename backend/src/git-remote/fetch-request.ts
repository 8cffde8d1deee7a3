import { badGitRequest } from './git-problems';
import { type ObjectFilter, readFilter } from './object-filter';
import type { PktLineReader } from './pkt-line-reader';

/** What a client asks for, as all versions of the protocol end up saying it. */
export interface FetchRequest {
  readonly wants: readonly string[];
  readonly haves: readonly string[];
  /** Whether the client says anything of what it has, or that it will say no more. */
  readonly negotiates: boolean;
  /** The client will say no more, and takes the pack as it can be made now. */
  readonly done: boolean;
  /** Capabilities (versions 0 and 1) or arguments (2) besides. */
  readonly options: ReadonlySet<string>;
  /** Commits whose parents the client does not have. */
  readonly shallow: readonly string[];
  readonly deepen: DeepenRequest | undefined;
  readonly filter: ObjectFilter;
}

/** How far back the history is to go: exactly one of a depth, and of a time and refs to leave out. */
export interface DeepenRequest {
  /** Infinity for all of it. */
  readonly depth: number | undefined;
  /** The depth counts from where the client's history ends. */
  readonly relative: boolean;
  readonly since: number | undefined;
  /** Names of refs whose history is left out. */
  readonly not: readonly string[];
}

/** A client sends at most some 30,000 `have` lines in one request, and one `want` for each of our refs. */
const MOST_LINES = 200_000;
/** What `--unshallow` sends as the depth. */
const ALL = 0x7fff_ffff;

/** Versions 0 and 1 (gitprotocol-pack, "Packfile Negotiation"). Undefined: the client only said that it is there. */
export async function readFetchRequest(reader: PktLineReader): Promise<FetchRequest | undefined> {
  const first = await reader.section(MOST_LINES);
  const [head = '', ...more] = first.lines;
  if (head === '') return undefined;
  const [want = '', id = '', ...options] = head.split(' ');
  const { lines, mark } = await reader.section(MOST_LINES);
  const asked = [`${want} ${id}`, ...more];
  assertOnly(asked, /^(?:want|shallow|deepen|deepen-since|deepen-not|filter) /);
  assertOnly(lines, /^have |^done$/);
  return {
    ...readLines([...asked, ...options.filter((option) => option === RELATIVE), ...lines]),
    negotiates: lines.length > 0 || mark !== 'end',
    options: new Set(options),
  };
}

/** The arguments of version 2's command `fetch`. */
export function fetchArguments(args: readonly string[]): FetchRequest {
  return { ...readLines(args), negotiates: true, options: new Set(args) };
}

const RELATIVE = 'deepen-relative';

function readLines(lines: readonly string[]): Omit<FetchRequest, 'negotiates' | 'options'> {
  const values = (key: string) =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const ids = (key: string) => values(key).map((value) => idOf(key, value));
  const numbers = (key: string) => values(key).map((value) => numberOf(key, value));
  const depth = numbers('deepen').at(-1);
  const since = numbers('deepen-since').at(-1);
  const not = values('deepen-not');
  const byTime = since !== undefined || not.length > 0;
  if (depth !== undefined && byTime) throw badGitRequest('a depth and a time (or a ref) do not go together');
  return {
    wants: ids('want'),
    haves: ids('have'),
    done: lines.includes('done'),
    shallow: ids('shallow'),
    deepen:
      depth === undefined && !byTime
        ? undefined
        : { depth: depth === ALL ? Infinity : depth, relative: lines.includes(RELATIVE), since, not },
    filter: readFilter(values('filter').at(-1)),
  };
}

function assertOnly(lines: readonly string[], known: RegExp): void {
  const unknown = lines.find((line) => !known.test(line));
  if (unknown !== undefined) throw notUnderstood(unknown);
}

function idOf(key: string, value: string): string {
  if (!/^[0-9a-f]{40}$/.test(value)) throw notUnderstood(`${key} ${value}`);
  return value;
}

function numberOf(key: string, value: string): number {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw notUnderstood(`${key} ${value}`);
  return Number(value);
}

const notUnderstood = (line: string) => badGitRequest(`"${line.slice(0, 60)}" is not understood here`);
