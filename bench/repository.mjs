#!/usr/bin/env node
// The hub as a repository, beside the real git on the same data: a project of 10,000 commits × 1,000 prompts with branches
// and merges, made by `git fast-import` and brought to the hub by `git push`. Both do the same work in turns: the hub
// over HTTP, with its answer as JSON read whole; git as a process of its own on a repository that is packed and has a
// commit-graph with changed paths. Git's clone and push over HTTP go through `git http-backend`.
//
//   npm run bench -- repository [--commits 10000] [--prompts 1000] [--rounds 40] [--only log,blame]
//
// Wanted: at most twice git's time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withCluster } from './lib/cluster.mjs';
import { serveGit } from './lib/git-over-http.mjs';
import { Git } from './lib/git-program.mjs';
import { HubClient } from './lib/hub-client.mjs';
import { importHistory } from './lib/prompt-history.mjs';
import { reading } from './lib/repository-reading.mjs';
import { clone, push } from './lib/repository-transfer.mjs';
import { MERGES, writing } from './lib/repository-writing.mjs';
import { startHub } from './lib/server-process.mjs';

const { values } = parseArgs({
  options: {
    commits: { type: 'string', default: '10000' },
    prompts: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '40' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const size = { commits: Number(values.commits), prompts: Number(values.prompts), open: MERGES };
const folder = mkdtempSync(path.join(tmpdir(), 'prompthub-bench-'));
const git = new Git(folder);
const bare = path.join(folder, 'prompts.git');
const server = await serveGit(git, folder);
try {
  await importHistory(git, bare, size);
  git.run(['-C', bare, 'gc', '--quiet']);
  git.run(['-C', bare, 'commit-graph', 'write', '--reachable', '--changed-paths']);
  await withCluster(async (cluster) => {
    const hub = await startHub(cluster);
    const client = new HubClient(hub);
    try {
      const remote = await client.remote();
      const ground = { git, bare, folder, server, client, remote, rounds, size, ownerUrl: hub.ownerUrl };
      const wanted = ({ name }) => values.only === undefined || values.only.split(',').includes(name);
      await push(ground);
      // In this order: what is read is what was pushed, until something is written.
      for (const task of [clone, ...reading, ...writing].filter(wanted)) await task(ground);
    } finally {
      client.close();
      hub.child.kill('SIGKILL');
    }
  });
} finally {
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
