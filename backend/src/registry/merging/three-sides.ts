import { compareTrees, type TreeDifference } from '../tree-reading';
import type { ThreeSides } from './merge-file';
import type { MergeSources } from './merge-trees';
import { findRenames, type Renames } from './renames';

/** A file with its blobs, wherever each side has it; undefined where it has none. */
export interface SidedFile {
  readonly path: string;
  readonly blobs: ThreeSides<string | undefined>;
  /** It cannot be settled from the blobs alone: both moved it, or one moved what the other deleted. */
  readonly torn: boolean;
}

export interface AlignedFiles {
  /** All that a side changed, by the path that it is to have. */
  readonly files: readonly SidedFile[];
  /** What stands at each of these paths and others in `ours`; undefined for nothing. */
  readonly ours: ReadonlyMap<string, string | undefined>;
}

type Sides = ThreeSides<string | undefined>;

/** The files that differ between three trees. One that a side renamed stands at its new path on all sides. */
export async function alignFiles(roots: Sides, sources: MergeSources): Promise<AlignedFiles> {
  const ours = await compareTrees(roots.base, roots.ours, sources.readTree);
  const theirs = await compareTrees(roots.base, roots.theirs, sources.readTree);
  const [inOurs, inTheirs] = [changes(ours), changes(theirs)];
  const files = new Map<string, Sides>();
  for (const { path, from: base } of [...ours, ...theirs]) {
    const at = (side: ReadonlyMap<string, string | undefined>) => (side.has(path) ? side.get(path) : base);
    files.set(path, { base, ours: at(inOurs), theirs: at(inTheirs) });
  }
  const actual = new Map([...files].map(([path, blobs]) => [path, blobs.ours]));
  const aligning = new Aligning(files, {
    ours: await findRenames(ours, (path) => inTheirs.has(path), sources),
    theirs: await findRenames(theirs, (path) => inOurs.has(path), sources),
  });
  return { files: aligning.files(), ours: actual };
}

const changes = (differences: readonly TreeDifference[]) =>
  new Map(differences.map(({ path, to }) => [path, to]));
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
    return [...this.#files].map(([path, blobs]) => ({ path, blobs, torn: this.#torn.has(path) }));
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
    else if (before[other] !== undefined && after[side] === before.base)
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

  #place(path: string, blobs: Sides): void {
    this.#files.set(path, blobs);
  }

  #leave(path: string): void {
    this.#files.set(path, { base: undefined, ours: undefined, theirs: undefined });
  }
}

const inverted = (renames: Renames) => new Map([...renames].map(([to, from]) => [from, to]));
