import fc from 'fast-check';

/** A history that git can make, with branches. */
export interface Graph {
  readonly commits: readonly {
    readonly parents: readonly number[];
    readonly files: Record<string, string | null>;
  }[];
  /** Which commit each stands at. */
  readonly branches: readonly number[];
}

/** A commit: which earlier ones it builds on (by how far they lie back), and what it changes. */
const commit = fc.record({
  parents: fc.uniqueArray(fc.constantFrom(1, 1, 1, 2, 3, 5), { maxLength: 3 }),
  files: fc.dictionary(
    fc.constantFrom('a', 'b.txt', 'd/e', 'd/f/g', 'ü/文'),
    fc.constantFrom('1\n', '2\n', '', null),
    {
      maxKeys: 3,
    },
  ),
});
export const graph: fc.Arbitrary<Graph> = fc.record({
  commits: fc.array(commit, { minLength: 1, maxLength: 10 }),
  branches: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
});

/** The graph in the language of git fast-import; its branches are called `g<number>-<place>`. */
export function fastImport({ commits, branches }: Graph, number: number): string {
  const prefix = `g${number}`;
  const mark = (at: number) => `:${number * 100 + at + 1}`;
  const lines: string[] = [];
  for (const [index, { parents, files }] of commits.entries()) {
    const from = parents.map((back) => index - back).filter((at) => at >= 0);
    lines.push(`commit refs/${prefix}/all/${index}`, `mark ${mark(index)}`);
    lines.push(`committer Ada <ada@example.com> ${1_700_000_000 + index} +0100`, 'data 2', `${index % 10}`);
    if (from.length > 0) lines.push(`from ${mark(from[0]!)}`);
    for (const merged of from.slice(1)) lines.push(`merge ${mark(merged)}`);
    for (const [file, content] of Object.entries(files)) {
      if (content === null) lines.push(`D ${file}`);
      // The mode goes with the content, so that no commit changes a mode alone.
      else
        lines.push(
          `M ${content === '2\n' ? '100755' : '100644'} inline ${file}`,
          `data ${content.length}`,
          content,
        );
    }
    lines.push('');
  }
  for (const [name, at] of branches.entries())
    lines.push(`reset refs/heads/${prefix}-${name}`, `from ${mark(Math.min(at, commits.length - 1))}`, '');
  return `${lines.join('\n')}\n`;
}
