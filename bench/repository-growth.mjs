#!/usr/bin/env node
// What a long history costs: a project of 100,000 commits and one of 1,000, each in a hub and a PostgreSQL of its own, do
// the same work in turns. Pages of the log and fetching a prompt by its environment must not notice the difference.
// What has to look at the commits in between is told beside git's time on the same data.
//
//   npm run bench -- repository-growth [--commits 100000] [--rounds 60]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { againstGit, assertSame, timed } from './lib/against-git.mjs';
import { withCluster } from './lib/cluster.mjs';
import { Git } from './lib/git-program.mjs';
import { HubClient } from './lib/hub-client.mjs';
import { BUSY, importHistory } from './lib/prompt-history.mjs';
import { report } from './lib/report.mjs';
import { pushAll } from './lib/repository-transfer.mjs';
import { startHub } from './lib/server-process.mjs';
import { median, p95 } from './lib/statistics.mjs';

const SMALL = 1_000;
const WARMUP = 60;

const { values } = parseArgs({
  options: {
    commits: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '60' },
  },
});
const [commits, rounds] = [Number(values.commits), Number(values.rounds)];
const folder = mkdtempSync(path.join(tmpdir(), 'prompthub-bench-'));
const git = new Git(folder);
try {
  await withProject(SMALL, (small) =>
    withProject(commits, async (large) => {
      await growth('a page of the log', small, large, ({ client }) => client.get('history', { limit: 50 }));
      await growth('a page of the log of one prompt', small, large, ({ client }) =>
        client.get('history', { limit: 50, path: BUSY }),
      );
      await growth('GET of a prompt by environment', small, large, ({ client }) =>
        client.get('prompt', { path: BUSY, environment: 'production' }),
      );
      await wholeLength(large);
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A hub with so many commits, deployed to production. */
async function withProject(length, work) {
  const bare = path.join(folder, `${length}.git`);
  await importHistory(git, bare, { commits: length, prompts: 100, lines: 12 });
  git.run(['-C', bare, 'commit-graph', 'write', '--reachable', '--changed-paths']);
  await withCluster(async (cluster) => {
    const hub = await startHub(cluster);
    const client = new HubClient(hub);
    try {
      await pushAll({ git, bare, remote: await client.remote(), ownerUrl: hub.ownerUrl });
      await client.post('environments/production/deployments', { ref: 'main', why: 'benchmark' });
      await work({ client, bare });
    } finally {
      client.close();
      hub.child.kill('SIGKILL');
    }
  });
}

async function growth(what, small, large, ask) {
  for (const project of [small, large]) for (let i = 0; i < WARMUP; i++) await ask(project);
  const times = { small: [], large: [] };
  for (let round = 0; round < rounds; round++) {
    times.small.push(await timed(() => ask(small)));
    times.large.push(await timed(() => ask(large)));
  }
  report({
    figure: `repository: ${what}, ${commits.toLocaleString('en')} commits`,
    ...{ value: median(times.large), unit: 'ms', spread: p95(times.large, 'ms') },
    reference: {
      name: `the same with ${SMALL.toLocaleString('en')} commits`,
      ...{ value: median(times.small), spread: p95(times.small, 'ms') },
    },
    aim: { ratioAtMost: 1.25 },
  });
}

async function wholeLength({ client, bare }) {
  const [from, to] = git.run(['-C', bare, 'rev-list', '--max-parents=0', 'main']).split('\n').concat('main');
  const counts = ['-C', bare, 'rev-list', '--left-right', '--count', `${from}...${to}`];
  const ours = () => client.get('compare', { from, to });
  const { ahead, behind } = await ours();
  assertSame('ahead and behind', `${behind}\t${ahead}`, git.run(counts));
  await againstGit({
    figure: `compare of the first and the last of ${commits.toLocaleString('en')} commits`,
    hub: ours,
    git: async () => {
      await git.start(counts);
      await git.start(['-C', bare, 'diff', '--name-status', `${from}...${to}`]);
    },
    rounds: 5,
    warmup: 2,
    reference: 'git rev-list --count and git diff --name-status, their processes included',
  });
}
