import type { TreeFile } from '../tree-editing';
import { compareFiles, type FileDifference } from '../tree-reading';
import type { ThreeSides } from './merge-file';
import type { MergeSources } from './merge-trees';
import { findRenames, type Renames } from './renames';

/** A file as each side has it, wherever that is; undefined where it has none. */
export interface SidedFile {
  readonly path: string;
  readonly sides: Sides;
  /** It cannot be settled from the contents alone: both moved it, or one moved what the other deleted. */
  readonly torn: boolean;
}

export interface AlignedFiles {
  /** All that a side changed, by the path that it is to have. */
  readonly files: readonly SidedFile[];
  /** What stands at each of these paths and others in `ours`; undefined for nothing. */
  readonly ours: ReadonlyMap<string, TreeFile | undefined>;
}

type Sides = ThreeSides<TreeFile | undefined>;

/** The files that differ between three trees. One that a side renamed stands at its new path on all sides. */
export async function alignFiles(
  roots: ThreeSides<string | undefined>,
  sources: MergeSources,
): Promise<AlignedFiles> {
  const ours = await compareFiles(roots.base, roots.ours, sources.readTree);
  const theirs = await compareFiles(roots.base, roots.theirs, sources.readTree);
  const [inOurs, inTheirs] = [changes(ours), changes(theirs)];
  const files = new Map<string, Sides>();
  for (const { path, from, fromMode } of [...ours, ...theirs]) {
    const base = fileAt(from, fromMode);
    const at = (side: ReadonlyMap<string, TreeFile | undefined>) => (side.has(path) ? side.get(path) : base);
    files.set(path, { base, ours: at(inOurs), theirs: at(inTheirs) });
  }
  const actual = new Map([...files].map(([path, sides]) => [path, sides.ours]));
  const aligning = new Aligning(files, {
    ours: await findRenames(ours, (path) => inTheirs.has(path), sources),
    theirs: await findRenames(theirs, (path) => inOurs.has(path), sources),
  });
  return { files: aligning.files(), ours: actual };
}

export function sameFile(one: TreeFile | undefined, other: TreeFile | undefined): boolean {
  return one?.id === other?.id && one?.mode === other?.mode;
}

function fileAt(id: string | undefined, mode: TreeFile['mode'] | undefined): TreeFile | undefined {
  return id === undefined || mode === undefined ? undefined : { id, mode };
}

const changes = (differences: readonly FileDifference[]) =>
  new Map(differences.map(({ path, to, toMode }) => [path, fileAt(to, toMode)]));
const OTHER = { ours: 'theirs', theirs: 'ours' } as const;
type Side = keyof typeof OTHER;

class Aligning {
  readonly #given: ReadonlyMap<string, Sides>;
  readonly #targets: Readonly<Record<Side, ReadonlyMap<string, string>>>;
  readonly #files: Map<string, Sides>;
  readonly #torn = new Set<string>();

  constructor(given: ReadonlyMap<string, Sides>, renames: { ours: Renames; theirs: Renames }) {
    this.#given = given;
    this.#targets = { ours: inverted(renames.ours), theirs: inverted(renames.theirs) };
    this.#files = new Map(given);
    for (const side of ['ours', 'theirs'] as const)
      for (const [to, from] of renames[side]) this.#follow(side, { from, to });
  }

  files(): SidedFile[] {
    return [...this.#files].map(([path, sides]) => ({ path, sides, torn: this.#torn.has(path) }));
  }

  /** What the other side has at the old path belongs to the new one. */
  #follow(side: Side, { from, to }: { from: string; to: string }): void {
    const other = OTHER[side];
    const before = this.#given.get(from);
    const after = this.#given.get(to);
    if (before === undefined || after === undefined) return;
    const elsewhere = this.#targets[other].get(from);
    if (elsewhere !== undefined) return this.#bothMoved(side, { before, to, elsewhere });
    if (before[other] === undefined) this.#torn.add(to);
    if (after[other] === undefined) this.#place(to, { ...after, base: before.base, [other]: before[other] });
    // Something else stands there on the other side. A file that was only moved is what the other side made of it.
    else if (before[other] !== undefined && sameFile(after[side], before.base))
      this.#place(to, { ...this.#at(to), [side]: before[other] });
    else return;
    this.#leave(from);
  }

  /** To the same place that is one file; to two places nobody knows which. */
  #bothMoved(side: Side, { before, to, elsewhere }: { before: Sides; to: string; elsewhere: string }): void {
    if (elsewhere !== to) {
      this.#torn.add(to);
      this.#place(to, { ...this.#at(to), base: before.base });
    } else if (side === 'ours') this.#place(to, { ...this.#at(to), base: before.base });
  }

  #at(path: string): Sides {
    return this.#files.get(path) ?? { base: undefined, ours: undefined, theirs: undefined };
  }

  #place(path: string, sides: Sides): void {
    this.#files.set(path, sides);
  }

  #leave(path: string): void {
    this.#files.set(path, { base: undefined, ours: undefined, theirs: undefined });
  }
}

const inverted = (renames: Renames) => new Map([...renames].map(([to, from]) => [from, to]));
