import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { startHub, type TestHub } from '../hub';
import { newProject } from '../registry/registry-client';
import { GitFolder, personalToken, remoteUrl } from './git-client';
import { fastImport, graph } from './random-histories';

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
const BATCHES = process.env['PROMPTHUB_FULL'] ? 200 : 2;

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
