import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { startHub, type TestHub } from '../hub';
import { newProject } from '../registry/registry-client';
import { GitFolder, personalToken, remoteUrl } from './git-client';

jest.setTimeout(120_000);

// Any history that git can make goes to the hub in several pushes, and comes back the same: ids, refs, log of each path.
let hub: TestHub;
let token: string;
beforeAll(async () => {
  hub = await startHub();
  token = await personalToken(hub, 'editor');
});
afterAll(() => hub?.close());

const GRAPHS_AT_ONCE = 50;
const BATCHES = process.env['PROMPTHUB_FULL'] ? 40 : 4;

interface Graph {
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
const graph: fc.Arbitrary<Graph> = fc.record({
  commits: fc.array(commit, { minLength: 1, maxLength: 10 }),
  branches: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }),
});

/** The graph in the language of git fast-import. */
function fastImport({ commits, branches }: Graph, number: number): string {
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
      else lines.push(`M 100644 inline ${file}`, `data ${content.length}`, content);
    }
    lines.push('');
  }
  for (const [name, at] of branches.entries())
    lines.push(`reset refs/heads/${prefix}-${name}`, `from ${mark(Math.min(at, commits.length - 1))}`, '');
  return `${lines.join('\n')}\n`;
}

it.each(Array.from({ length: BATCHES }, (_, batch) => batch))(
  'fifty random graphs come back as they were pushed (%i)',
  async (batch) => {
    const folder = new GitFolder();
    try {
      const slug = `graphs-${batch}`;
      const registry = await newProject(hub, slug);
      const url = remoteUrl(hub, slug, token);
      await folder.git('.', 'init', '--quiet', '--bare', 'mine');
      const graphs = fc.sample(graph, { numRuns: GRAPHS_AT_ONCE, seed: 1000 + batch });
      // Some graphs together, so that later pushes build on what earlier ones brought.
      for (let from = 0; from < graphs.length; from += 10) {
        const stream = graphs.slice(from, from + 10).map((value, index) => fastImport(value, from + index));
        writeFileSync(path.join(folder.home, 'stream'), stream.join(''));
        await folder.shell('mine', 'git fast-import --quiet --force < ../stream');
        await folder.git('mine', 'push', '--quiet', url, 'refs/heads/*:refs/heads/*');
      }
      await folder.git('.', 'clone', '--quiet', '--mirror', url, 'copy');
      expect(await folder.git('copy', 'fsck', '--strict', '--full')).toBe('');
      const refs = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads'] as const;
      expect(await folder.git('copy', ...refs)).toBe(await folder.git('mine', ...refs));
      const branches = (
        await folder.git('copy', 'for-each-ref', '--format=%(refname:short)', 'refs/heads')
      ).split('\n');
      for (const branch of branches.filter((_name, index) => index % 12 === 0)) {
        const log = ['log', '--first-parent', '--format=%H'] as const;
        const shown = (await registry.get('history', { ref: branch, limit: '100' })).body.items;
        const expected = (await folder.git('copy', ...log, branch)).split('\n');
        expect(shown.map(({ id }: { id: string }) => id)).toEqual(expected);
        const touching = (await registry.get('history', { ref: branch, path: 'd/e', limit: '100' })).body
          .items;
        const pathLog = await folder.git('copy', ...log, '-m', '--no-renames', branch, '--', ':(literal)d/e');
        expect(touching.map(({ id }: { id: string }) => id)).toEqual(pathLog.split('\n').filter(Boolean));
      }
    } finally {
      folder.remove();
    }
  },
);
