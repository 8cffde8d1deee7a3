import fc from 'fast-check';

/** Files by path, each a list of lines. */
export type Project = ReadonlyMap<string, readonly string[]>;

/** Something done to the project: what a publication would send. */
export interface Step {
  readonly changes: Record<string, string | null>;
  readonly after: Project;
}

const PATHS = ['a.prompt', 'b.prompt', 'dir/a.prompt', 'dir/c.prompt', 'd.txt'];

interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: number;
}

type Deed = {
  kind: 'edit' | 'rename' | 'add' | 'delete';
  file: number;
  to: number;
  edits: Edit[];
  also: boolean;
};

/**
 * Stories of some files that are written, edited, renamed (also while they are edited) and deleted. No line is ever written
 * twice, so that there is one shortest difference only, and no file resembles one that it does not come from.
 */
export const fileStory = (maxLength = 14): fc.Arbitrary<Step[]> => {
  const edit = fc.record({ at: fc.nat(30), remove: fc.nat(3), insert: fc.nat(3) });
  const deed: fc.Arbitrary<Deed> = fc.record({
    kind: fc.constantFrom('edit', 'edit', 'edit', 'rename', 'rename', 'add', 'delete'),
    file: fc.nat(),
    to: fc.nat(),
    edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
    also: fc.boolean(),
  });
  return fc.array(deed, { minLength: 3, maxLength, size: 'max' }).map(tell);
};

function tell(deeds: readonly Deed[]): Step[] {
  let lines = 0;
  const fresh = (count: number) => Array.from({ length: count }, () => `line ${++lines} ${scrambled(lines)}`);
  let project: Project = new Map();
  const steps: Step[] = [];
  for (const { kind, file, to, edits, also } of deeds) {
    const after = new Map(project);
    const paths = [...project.keys()].sort();
    const path = paths[file % paths.length];
    const free = PATHS.filter((each) => !project.has(each));
    const target = free[to % free.length];
    if (path === undefined || (kind === 'add' && target !== undefined)) after.set(target ?? '', fresh(12));
    else if (kind === 'delete') after.delete(path);
    else if (kind === 'rename' && target !== undefined) {
      const content = project.get(path) ?? [];
      after.delete(path);
      after.set(target, also ? edited(content, edits.slice(0, 1), fresh) : content);
    } else after.set(path, edited(project.get(path) ?? [], edits, fresh));
    const changes = changesBetween(project, after);
    project = after;
    if (Object.keys(changes).length > 0) steps.push({ changes, after });
  }
  return steps;
}

/** So that lines of different files share no piece of 64 bytes, and similar sizes do not make similar files. */
const scrambled = (seed: number) => ((seed * 2_654_435_761) % 4_294_967_296).toString(36);

function edited(
  lines: readonly string[],
  edits: readonly Edit[],
  fresh: (count: number) => string[],
): string[] {
  const result = [...lines];
  for (const { at, remove, insert } of edits)
    result.splice(at % (result.length + 1), remove, ...fresh(insert));
  return result.length === 0 ? fresh(1) : result;
}

function changesBetween(before: Project, after: Project): Record<string, string | null> {
  const paths = new Set([...before.keys(), ...after.keys()]);
  const changed = [...paths].filter((path) => before.get(path)?.join() !== after.get(path)?.join());
  return Object.fromEntries(changed.map((path) => [path, textOf(after.get(path))]));
}

const textOf = (lines: readonly string[] | undefined): string | null =>
  lines === undefined ? null : lines.map((line) => `${line}\n`).join('');
