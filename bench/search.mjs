/**
 * Listing and finding prompts among 1,000 and among 100,000 of them: a first page, a page in the middle, a page by time, a tag,
 * a word that 20 prompts have, the beginning of a name, and (told only) a word that every tenth prompt has. One client that waits
 * for each answer. Beside it the same SQL, sent by bare `pg`.
 *
 *   npm run bench -- search [--seconds 2]
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

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '2' } } });
const seconds = Math.max(0.2, Number(values.seconds) || 2);
const require = createRequire(path.join(ROOT, 'backend', 'package.json'));
const built = (file) => require(builtPath(`backend/dist/${file}`));
const { Pool } = require('pg');
const { appDatabaseUrl } = built('database/connection.js');
const { listStatement } = built('registry/searching/list-statement.js');
const { readQuestion } = built('registry/searching/search-question.js');

const FEW = 1_000;
const MANY = 100_000;
const LIMIT = 50;

await withCluster(async (cluster) => {
  const hub = await startHub(cluster);
  const owner = new Pool({ connectionString: hub.ownerUrl, max: 1 });
  // As the hub's own connections are: the planner does not look at values.
  const bare = new Pool({ connectionString: appDatabaseUrl(hub.ownerUrl, undefined), max: 1 });
  const client = new HubClient({ ...hub, project: hub.project });
  try {
    const few = await measureAmong(FEW);
    const many = await measureAmong(MANY);
    for (const [name, { hub: times, bare: bareTimes, judged }] of many)
      tell(name, few.get(name).hub, times, bareTimes, judged);
  } finally {
    client.close();
    await Promise.all([owner.end(), bare.end()]);
    hub.child.kill('SIGKILL');
  }

  /** Times of each question in milliseconds, once the project has `count` prompts. */
  async function measureAmong(count) {
    const view = await fill(owner, client, count);
    const figures = new Map();
    for (const [name, question] of Object.entries(questionsAmong(count))) {
      const statement = statementOf(question, view);
      const viaHub = await timesOf(() => client.get('prompts', { ...question.query, limit: LIMIT }));
      const viaPg = await timesOf(() => bare.query(statement.text, statement.values));
      figures.set(name, { hub: viaHub, bare: viaPg, judged: question.judged ?? true });
    }
    return figures;
  }
});

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

const nameOf = (n) => `p${String(n).padStart(6, '0')}.prompt`;

/**
 * Brings the project to `count` prompts of some 120 words. They go straight into the list: what a hub reads is the same, and a
 * project may not hold so many files. @returns the id of the list
 */
async function fill(owner, client, count) {
  const { rows: views } = await owner.query('SELECT id FROM prompt_views');
  if (views.length === 0) {
    const changes = [{ path: 'first.prompt', content: 'First.\n' }];
    await client.post('commits', { parent: null, message: 'first', changes });
    return fill(owner, client, count);
  }
  const [{ id }] = views;
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

/** Milliseconds of each time that `act` was done, over and over. */
async function timesOf(act) {
  for (let warmUp = 0; warmUp < 20; warmUp++) await act();
  const times = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until || times.length < 5) {
    const began = performance.now();
    await act();
    times.push(performance.now() - began);
  }
  return times;
}

function tell(name, few, many, bare, judged) {
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
