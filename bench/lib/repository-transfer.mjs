import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { againstGit, assertSame } from './against-git.mjs';
import { ROOT } from './built.mjs';

const require = createRequire(path.join(ROOT, 'backend', 'package.json'));
const { Client } = require('pg');
const OVER_HTTP = 'git through git http-backend';

/** Everything at once, as when a project moves to the hub. What is read afterwards is what it brought. */
export async function push({ git, bare, folder, server, remote, ownerUrl, size }) {
  const copy = path.join(folder, 'pushed.git');
  git.run(['init', '--quiet', '--bare', '--initial-branch=main', copy]);
  git.run(['-C', copy, 'config', 'http.receivepack', 'true']);
  const pushTo = (url) => git.start(['-C', bare, 'push', '--quiet', '--all', url]);
  await againstGit({
    figure: `git push of ${size.commits.toLocaleString('en')} commits to an empty project`,
    hub: () => pushTo(remote),
    git: () => pushTo(server.url('pushed.git')),
    rounds: 1,
    reference: OVER_HTTP,
    aim: {},
  });
  await analyze(ownerUrl);
}

/** In parts: one push may have half a million objects. */
const COMMITS_AT_ONCE = 40_000;

/** Brings the main branch of a repository to the hub. */
export async function pushAll({ git, bare, remote, ownerUrl }) {
  const ids = git.run(['-C', bare, 'rev-list', '--first-parent', '--reverse', 'main']).split('\n');
  for (let at = COMMITS_AT_ONCE; at < ids.length; at += COMMITS_AT_ONCE)
    await git.start(['-C', bare, 'push', '--quiet', remote, `${ids[at]}:refs/heads/main`]);
  await git.start(['-C', bare, 'push', '--quiet', remote, 'main']);
  await analyze(ownerUrl);
}

/** What PostgreSQL does by itself within a minute of so large a change. */
async function analyze(connectionString) {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query('VACUUM ANALYZE');
  await client.end();
}

export async function clone({ git, bare, folder, server, remote }) {
  const cloneOf = (name, url) => {
    const to = path.join(folder, name);
    rmSync(to, { recursive: true, force: true });
    return git.start(['clone', '--quiet', url, to]);
  };
  const task = {
    hub: () => cloneOf('from-hub', remote),
    git: () => cloneOf('from-git', server.url('prompts.git')),
    reference: OVER_HTTP,
  };
  // Nothing is kept of it yet.
  await againstGit({
    ...task,
    figure: 'the first git clone over HTTP since the hub began',
    rounds: 1,
    aim: {},
  });
  await againstGit({ ...task, figure: 'git clone over HTTP', rounds: 7, warmup: 1 });
  const headOf = (place) => git.run(['-C', place, 'rev-parse', 'HEAD']);
  assertSame('head of the clone', headOf(path.join(folder, 'from-hub')), headOf(bare));
}
