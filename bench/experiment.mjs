/**
 * The results of an experiment with a million keys, each with a call and an outcome, as the hub gives them to one client that waits;
 * beside a plain count of the same keys by bare `pg`, in turns.
 *
 *   npm run bench -- experiment [--keys 1000000] [--rounds 10]
 *
 * Wanted: at most a second.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './lib/built.mjs';
import { withCluster } from './lib/cluster.mjs';
import { HubClient } from './lib/hub-client.mjs';
import { report } from './lib/report.mjs';
import { startHub } from './lib/server-process.mjs';
import { median } from './lib/statistics.mjs';

const { values } = parseArgs({
  options: { keys: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '10' } },
});
const keys = Number(values.keys);
const rounds = Number(values.rounds);
const { Client } = createRequire(path.join(ROOT, 'backend', 'package.json'))('pg');

/** What the hub has written when each key had a call and an outcome. */
const SEED = [
  `INSERT INTO experiment_exposures (experiment_id, subject, arm, first_at, calls, failed, latency_ms, with_cost, cost_usd, with_tokens, tokens)
   SELECT $1, gen_random_uuid(), n % 2, now(), 1, (n % 50 = 0)::integer, 500 + n % 1000, 1, random() / 100, 1, n % 2000
   FROM generate_series(1, $2::integer) n`,
  `INSERT INTO experiment_key_outcomes (experiment_id, metric, subject, arm, outcomes, total, highest)
   SELECT experiment_id, 'solved', subject, arm, 1, value, value
   FROM (SELECT *, get_byte(uuid_send(subject), 0) % 2 AS value FROM experiment_exposures WHERE experiment_id = $1 LIMIT $2) known`,
];

await withCluster(async (cluster) => {
  const hub = await startHub(cluster);
  const client = new HubClient(hub);
  const bare = new Client({ connectionString: hub.ownerUrl });
  await bare.connect();
  try {
    const id = await experiment(client);
    for (const statement of SEED) await bare.query(statement, [id, keys]);
    await bare.query('VACUUM ANALYZE experiment_exposures, experiment_key_outcomes');
    const ask = () => client.get(`experiments/${id}/results`);
    const count = () =>
      bare.query('SELECT count(*) FROM experiment_exposures WHERE experiment_id = $1', [id]);
    const { arms } = await ask();
    if (arms[0].exposures + arms[1].exposures !== keys) throw new Error('Not every key is counted.');
    await count();
    const times = { results: [], count: [] };
    for (let round = 0; round < rounds; round++) {
      times.results.push(await timed(ask));
      times.count.push(await timed(count));
    }
    report({
      figure: `Results of an experiment with ${keys.toLocaleString('en-US')} keys`,
      value: median(times.results),
      unit: 'ms',
      spread: `longest ${Math.round(Math.max(...times.results))} ms`,
      reference: { name: 'counting its keys, bare pg', value: median(times.count) },
      aim: { atMost: 1000 },
    });
  } finally {
    client.close();
    await bare.end();
    hub.child.kill('SIGKILL');
  }
});

/** One that runs, between two versions of a prompt. */
async function experiment(client) {
  const commits = [];
  for (const text of ['Old', 'New']) {
    const changes = [{ path: 'reply.prompt', content: `---\nmodel: echo/any\n---\n${text}\n` }];
    const { commit } = await client.post('commits', { parent: commits[0] ?? null, message: text, changes });
    commits.push(commit.id);
  }
  await client.post('environments/production/deployments', { ref: commits[0], why: 'benchmark' });
  const { id } = await client.post('experiments', {
    name: 'New words',
    environment: 'production',
    path: 'reply',
    hypothesis: 'It is better.',
    arms: [
      { name: 'control', weight: 500 },
      { name: 'new', ref: commits[1], weight: 500 },
    ],
    metric: { name: 'solved', kind: 'binary', better: 'higher' },
    guards: [{ name: 'cost-usd', kind: 'mean', better: 'lower', limit: 0.01, of: 'value' }],
  });
  await client.post(`experiments/${id}/start`, {});
  return id;
}

async function timed(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
