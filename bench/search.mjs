/**
 * Listing and finding prompts among 1,000 and among 100,000 of them: a first page, a page in the middle, a page by time, a tag,
 * a word that 20 prompts have, the beginning of a name, and (told only) a word that every tenth prompt has. One client that waits
 * for each answer. Beside it the same SQL, sent by bare `pg`.
 *
 *   npm run bench -- search [--seconds 3]
 *
 * Wanted: none of them takes more than twice as long among a hundred times as many.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, built as builtPath } from './lib/built.mjs';
import { withCluster } from './lib/cluster.mjs';
import { HubClient } from './lib/hub-client.mjs';
import { report } from './lib/report.mjs';
import { startHub } from './lib/server-process.mjs';
import { median, p95 } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '3' } } });
const seconds = Math.max(0.2, Number(values.seconds) || 3);
const require = createRequire(path.join(ROOT, 'backend', 'package.json'));
const built = (file) => require(builtPath(`backend/dist/${file}`));
const { Pool } = require('pg');
const { appDatabaseUrl } = built('database/connection.js');
const { listStatement } = built('registry/searching/list-statement.js');
const { readQuestion } = built('registry/searching/search-question.js');

const FEW = 1_000;
const MANY = 100_000;
const LIMIT = 50;

// Each in a database of its own, asked in turns, so that what else the machine does is the same for both.
await withCluster((small) =>
  withCluster(async (large) => {
    const [few, many] = [await begin(small, FEW), await begin(large, MANY)];
    try {
      for (const name of Object.keys(questionsAmong(FEW))) tell(name, await inTurns(few, many, name));
    } finally {
      await Promise.all([few.end(), many.end()]);
    }
  }),
);

/** A hub with a project of `count` prompts. */
async function begin(cluster, count) {
  const hub = await startHub(cluster);
  const client = new HubClient(hub);
  const owner = new Pool({ connectionString: hub.ownerUrl, max: 1 });
  // As the hub's own connections are: the planner does not look at values.
  const bare = new Pool({ connectionString: appDatabaseUrl(hub.ownerUrl, undefined), max: 1 });
  // Where something else has failed, the database goes away under them.
  for (const pool of [owner, bare]) pool.on('error', () => undefined);
  const view = await fill(owner, client, count);
  await owner.end();
  return {
    ask: (name) => {
      const { query } = questionsAmong(count)[name];
      return () => client.get('prompts', { ...query, limit: LIMIT });
    },
    askBare: (name) => {
      const { text, values: given } = statementOf(questionsAmong(count)[name], view);
      return () => bare.query(text, given);
    },
    end: async () => {
      client.close();
      await bare.end();
      hub.child.kill('SIGKILL');
    },
  };
}

/** Milliseconds of each time that something was asked. */
async function inTurns(few, many, name) {
  const asked = { few: few.ask(name), many: many.ask(name), bare: many.askBare(name) };
  const times = { few: [], many: [], bare: [] };
  for (let warmUp = 0; warmUp < 20; warmUp++) for (const ask of Object.values(asked)) await ask();
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until || times.few.length < 5) {
    for (const [who, ask] of Object.entries(asked)) {
      const began = performance.now();
      await ask();
      times[who].push(performance.now() - began);
    }
  }
  return { ...times, judged: questionsAmong(FEW)[name].judged ?? true };
}

/** What is asked, as a query of the hub and as what the hub makes of it. */
function questionsAmong(count) {
  const after = { slug: 'prompts', path: nameOf(count >> 1), value: null };
  const cursor = Buffer.from(JSON.stringify(['name', null, after.slug, after.path])).toString('base64url');
  return {
    'first page': { query: {} },
    'page in the middle': { query: { cursor }, after },
    'newest changes': { query: { sort: 'updated' } },
    'a tag of 50': { query: { tag: 'tag7' } },
    'a word of 20': { query: { q: 'rare7' } },
    'two words': { query: { q: 'common rare7' } },
    'a beginning of a name': { query: { q: 'desk7x' } },
    'a word of every tenth': { query: { q: 'common' }, judged: false },
  };
}

function statementOf({ query: { q, tag, sort }, after }, view) {
  return listStatement({
    views: [{ id: view, slug: 'prompts' }],
    question: q === undefined ? undefined : readQuestion(q),
    filters: { tags: tag === undefined ? [] : [tag] },
    sort: sort ?? (q === undefined ? 'name' : 'rank'),
    after,
    limit: LIMIT + 1,
  });
}

function nameOf(n) {
  return `p${String(n).padStart(6, '0')}.prompt`;
}

/**
 * Brings the project to `count` prompts of some 120 words. They go straight into the list: what a hub reads is the same, and a
 * project may not hold so many files. @returns the id of the list
 */
async function fill(owner, client, count) {
  const changes = [{ path: 'first.prompt', content: 'First.\n' }];
  await client.post('commits', { parent: null, message: 'first', changes });
  // Whoever asks first has the list made.
  await client.get('prompts');
  const { rows } = await owner.query('SELECT id FROM prompt_views');
  const [{ id }] = rows;
  await owner.query('DELETE FROM prompt_entries');
  await owner.query('SELECT setseed(0.5)');
  await owner.query(
    `INSERT INTO prompt_entries (view_id, path, blob, description, owner, tags, model, partial, commit_id, updated_by, updated_at,
       body, search)
     SELECT $1::bigint, 'p' || lpad(n::text, 6, '0') || '.prompt', repeat('0', 40), 'About ' || n, 'ops',
       ARRAY['tag' || n % ($2 / 50)], 'openai/gpt-5', false, repeat('0', 40), 'Bench', now() - n * interval '1 minute', text,
       setweight(to_tsvector('simple', 'p' || lpad(n::text, 6, '0') || ' ' || desk), 'A')
         || setweight(to_tsvector('simple', text) || to_tsvector('english', text), 'D')
         || array_to_tsvector(ARRAY['view ' || $1::text, 'kind prompt', 'owner ops', 'model openai', 'model openai/gpt-5',
              'tag tag' || n % ($2 / 50), 'name p' || lpad(n::text, 6, '0'), 'name ' || desk])
     FROM generate_series(1, $2::integer) AS n CROSS JOIN LATERAL (
       SELECT string_agg('word' || (power(random(), 3) * 5000)::integer, ' ') || ' rare' || n % ($2 / 20)
         || CASE WHEN n % 10 = 7 THEN ' common' ELSE '' END AS text,
         CASE WHEN n % ($2 / 20) = 7 THEN 'desk7x' ELSE 'desk' || n || 'y' END AS desk
       FROM generate_series(1, 120 + n * 0)
     ) AS texts`,
    [id, count],
  );
  await owner.query('VACUUM ANALYZE prompt_entries');
  return id;
}

function tell(name, { few, many, bare, judged }) {
  const of = (times) => ({ value: median(times), spread: p95(times, 'ms') });
  report({
    figure: `search: ${name}, among ${MANY.toLocaleString('en-US')} prompts`,
    ...{ ...of(many), unit: 'ms' },
    reference: { name: `among ${FEW.toLocaleString('en-US')}`, ...of(few) },
    ...(judged ? { aim: { ratioAtMost: 2 } } : {}),
  });
  report({
    figure: `search: ${name}, among ${MANY.toLocaleString('en-US')} prompts`,
    ...{ ...of(many), unit: 'ms' },
    reference: { name: 'bare pg, the same SQL', ...of(bare) },
  });
}
