import type { PathVersion } from '../commit-index';
import { blameTooLarge } from '../registry-problems';
import { countLines, matchingLines } from './matching-lines';
import type { PathVersions } from './path-versions';
import { renameSource, type Repository } from './rename-source';

/** Where a line comes from: the version that wrote it, and its place there (lines from 0). */
export interface LineOrigin {
  readonly version: PathVersion;
  readonly path: string;
  readonly line: number;
}

/** Bytes of text that may be compared for one answer. */
const MAX_COMPARED = 512 << 20;

/** Lines whose origin is a version or one before it. */
interface Suspect {
  readonly version: PathVersion;
  readonly path: string;
  /** Line of the file that was asked for, and the same line here. */
  lines: { readonly final: number; readonly here: number }[];
}

/**
 * The origin of every line of a file, as `git blame` finds it: a version passes those lines to its parents that they have
 * too, first parents first, and keeps the rest. Looks at the versions that changed the file, and follows renames.
 * @throws ProblemError 422 when they differ in too much text to look through them all
 */
export async function blameLines(
  repository: Repository,
  versions: PathVersions,
  { path, version }: { path: string; version: PathVersion },
): Promise<LineOrigin[]> {
  const origins: LineOrigin[] = [];
  const suspects = new Suspects();
  const count = countLines(await versions.text(path, version));
  suspects.add(
    version,
    path,
    Array.from({ length: count }, (_line, at) => ({ final: at, here: at })),
  );
  let compared = 0;
  for (let suspect = suspects.take(); suspect !== undefined; suspect = suspects.take()) {
    for (const parent of await parentsOf(repository, versions, suspect)) {
      if (suspect.lines.length === 0) break;
      const text = await versions.text(suspect.path, suspect.version);
      const before = await versions.text(parent.path, parent.version);
      compared += text.length + before.length;
      if (compared > MAX_COMPARED) throw blameTooLarge(path);
      pass(suspect, parent, { suspects, matches: matchingLines(before, text) });
    }
    for (const { final, here } of suspect.lines)
      origins[final] = { version: suspect.version, path: suspect.path, line: here };
  }
  return origins;
}

type Parent = Pick<Suspect, 'version' | 'path'>;

/** The versions that its parents have of the file; one alone when it has the very same text. */
async function parentsOf(
  repository: Repository,
  versions: PathVersions,
  { version, path }: Suspect,
): Promise<Parent[]> {
  const found = await versions.inParents(path, version);
  const parents: Parent[] = [];
  for (const [at, parent] of found.entries()) {
    if (parent !== undefined && parent.after !== null) parents.push({ version: parent, path });
    else if (at === 0) {
      const source = await renameSource(repository, version, path);
      const old = source && (await versions.inParents(source.path, version))[0];
      if (source && old) parents.push({ version: old, path: source.path });
    }
  }
  const same = parents.find((parent) => parent.version.after === version.after);
  return same === undefined ? parents : [same];
}

/** Gives the lines that the parent has to the parent. */
function pass(
  suspect: Suspect,
  { version, path }: Parent,
  { suspects, matches }: { suspects: Suspects; matches: Int32Array },
): void {
  const passed: Suspect['lines'] = [];
  const kept: Suspect['lines'] = [];
  for (const line of suspect.lines) {
    const there = matches[line.here] ?? -1;
    if (there < 0) kept.push(line);
    else passed.push({ final: line.final, here: there });
  }
  suspect.lines = kept;
  if (passed.length > 0) suspects.add(version, path, passed);
}

/** What is still to be looked at; a version after all that descend from it, so that it is looked at once. */
class Suspects {
  readonly #waiting = new Map<string, Suspect>();

  add(version: PathVersion, path: string, lines: Suspect['lines']): void {
    const key = `${version.id} ${path}`;
    const known = this.#waiting.get(key);
    if (known === undefined) this.#waiting.set(key, { version, path, lines });
    else known.lines = [...known.lines, ...lines];
  }

  take(): Suspect | undefined {
    let last: Suspect | undefined;
    for (const suspect of this.#waiting.values())
      if (last === undefined || suspect.version.generation > last.version.generation) last = suspect;
    if (last !== undefined) this.#waiting.delete(`${last.version.id} ${last.path}`);
    return last;
  }
}
