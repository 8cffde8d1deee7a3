import { type ListRequest, listStatement } from '../../src/registry/searching/list-statement';
import { readQuestion } from '../../src/registry/searching/search-question';
import { startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { newProject } from '../registry/registry-client';

let hub: TestHub;
let views: { id: string; slug: string }[];
/** 10,000 prompts in one of two lists. */
beforeAll(async () => {
  hub = await startHub();
  for (const slug of ['large', 'small']) {
    const registry = await newProject(hub, slug);
    await registry.publish({ 'a.prompt': 'x' });
    await registry.get('prompts');
  }
  views = await ownerQuery(
    hub,
    'SELECT v.id, p.slug FROM prompt_views v JOIN projects p ON p.id = v.project_id ORDER BY p.slug',
  );
  await ownerQuery(
    hub,
    `INSERT INTO prompt_entries (view_id, path, blob, tags, partial, commit_id, updated_by, updated_at, body, search)
     SELECT $1::bigint, 'p' || n || '.prompt', '', '{}', false, '', '', now() - n * interval '1 s', '',
       to_tsvector('simple', 'kraken' || n || ' common') || array_to_tsvector(ARRAY['view ' || $1::text, 'tag t' || n % 100])
     FROM generate_series(1, 10000) AS n`,
    [views[0]?.id],
  );
  await ownerQuery(hub, 'VACUUM ANALYZE prompt_entries');
});
afterAll(() => hub?.close());

const nothing: ListRequest = {
  views: [],
  question: undefined,
  filters: { tags: [] },
  sort: 'name',
  after: undefined,
  limit: 51,
};
const after = { slug: 'large', path: 'p5.prompt' };

it.each<[string, Partial<ListRequest>, string]>([
  ['words', { question: readQuestion('kraken77'), sort: 'rank' }, 'prompt_entries_search'],
  ['words, by name', { question: readQuestion('kraken77') }, 'prompt_entries_search'],
  ['a tag', { filters: { tags: ['t7'] } }, 'prompt_entries_search'],
  ['a page by name', {}, 'prompt_entries_pkey'],
  ['a later page by name', { after: { ...after, value: null } }, 'prompt_entries_pkey'],
  ['a page by time', { sort: 'updated' }, 'prompt_entries_updated'],
  [
    'a later page by time',
    { sort: 'updated', after: { ...after, value: '2026-01-01T00:00:00Z' } },
    'prompt_entries_updated',
  ],
])('%s are found in an index, planned as the hub plans', async (_what, asked, index) => {
  const { text } = listStatement({ ...nothing, views, ...asked });
  const plan = await hub.dataSource.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN (GENERIC_PLAN) ${text}`);
  const lines = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(lines).toContain(index);
  expect(lines).not.toMatch(/Seq Scan/);
});
