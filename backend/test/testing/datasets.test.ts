import { ROOT } from '../execution/model-hub';
import { prompt, TestingHub } from './test-hub';

let at: TestingHub;
let first: string;
beforeAll(async () => {
  at = await TestingHub.start({
    'a.prompt': prompt(['one']),
    'a.tests.yaml': '- assert: []\n',
    'data/tickets.csv': '\uFEFFticket,category\n"two\nlines",billing\nragged\nlast,bug\n',
    'data/turns.jsonl': '{"user":"hi"}\n{"user":"ho","tone":"short"}\n',
    'data/rows.yaml': '- { word: one }\n- { word: two }\n',
    'settings.yaml': 'port: 80\n',
    'prompthub.yaml': '- { word: one }\n',
    '.ci/jobs.yaml': '- { word: one }\n',
    'empty.csv': '',
  });
  first = at.commit;
  await at.publish({ 'data/rows.yaml': '- { word: three }\n', 'data/turns.jsonl': null });
});
afterAll(() => at?.close());

const list = (query = '') => at.hub.request(`${ROOT}/datasets${query}`, { as: 'viewer' });
const pathsOf = ({ body }: Awaited<ReturnType<typeof list>>) =>
  body.items.map(({ path }: { path: string }) => path);

it('lists the data of a version: how many rows, of what, and what changed it last', async () => {
  const { status, body } = await list();
  expect([status, body.commit]).toEqual([200, at.commit]);
  const changed = (commit: string) => expect.objectContaining({ commit, by: 'editor person' });
  expect(body.items).toEqual([
    expect.objectContaining({
      path: 'data/rows.yaml',
      rows: 1,
      columns: ['word'],
      problems: 0,
      changed: changed(at.commit),
    }),
    expect.objectContaining({
      path: 'data/tickets.csv',
      size: 55,
      rows: 2,
      columns: ['ticket', 'category'],
      problems: 1,
      problem: { line: 4, message: 'the row has 1 values, and the header 2 names.' },
      changed: changed(first),
    }),
    expect.objectContaining({
      path: 'empty.csv',
      rows: 0,
      problem: { line: 1, message: 'there are no rows.' },
    }),
  ]);
  expect(Object.keys(body.items[0])).not.toContain('problem');
});

it('lists those of another version, page by page, and stays with it', async () => {
  expect(pathsOf(await list(`?ref=${first.slice(0, 8)}`))).toEqual([
    'data/rows.yaml',
    'data/tickets.csv',
    'data/turns.jsonl',
    'empty.csv',
  ]);
  const page = await list(`?ref=${first}&limit=2`);
  expect(pathsOf(page)).toEqual(['data/rows.yaml', 'data/tickets.csv']);
  const next = await list(`?ref=main&limit=2&cursor=${page.body.nextCursor}`);
  expect([pathsOf(next), next.body.commit]).toEqual([['data/turns.jsonl', 'empty.csv'], first]);
  expect((await list('?ref=nowhere')).status).toBe(404);
  expect((await list('?cursor=nonsense')).status).toBe(422);
});

it('the same content is read as what each name says', async () => {
  const content = 'word\n"one"\n';
  await at.publish({ 'same/a.csv': content, 'same/b.jsonl': content });
  const { body } = await list();
  const rows = body.items.map(({ path, rows: count }: { path: string; rows: number }) => [path, count]);
  expect(rows).toEqual(
    expect.arrayContaining([
      ['same/a.csv', 1],
      ['same/b.jsonl', 0],
    ]),
  );
});

it('gives the beginning of a name that is longer than names are', async () => {
  await at.publish({ 'same/a.csv': `word,${'x'.repeat(100_000)}\none,two\n`, 'same/b.jsonl': null });
  const { body } = await list();
  const found = body.items.find(({ path }: { path: string }) => path === 'same/a.csv');
  expect(found.columns).toEqual(['word', `${'x'.repeat(199)}…`]);
});

it('are given page by page where they are large', async () => {
  const row = `${'x'.repeat(999)}\n`;
  const large = `word\n${row.repeat(2200)}`;
  const names = ['0.csv', '1.csv', '2.csv'];
  await at.publish(Object.fromEntries(names.map((name, index) => [`big/${name}`, `${large}${index}\n`])));
  const page = await list();
  expect(pathsOf(page)).toEqual(['big/0.csv', 'big/1.csv']);
  expect(page.body.items[0].rows).toBe(2201);
  expect(pathsOf(await list(`?cursor=${page.body.nextCursor}`)).slice(0, 1)).toEqual(['big/2.csv']);
});

it('are read of another version by tests that the hub runs, where that cannot change', async () => {
  const suite = (ref: string) => ({
    'a.tests.yaml': `- dataset: "hub:${ref}:data/rows.yaml"\n  assert: []\n`,
  });
  await at.publish(suite(first));
  const run = await at.run();
  expect(run).toMatchObject({ status: 'passed', totals: { passed: 3 } });
  expect(at.asked.sort()).toEqual(['one', 'one', 'two']);
  await at.publish(suite('main'));
  const moving = await at.run();
  const [, result] = await at.results(moving.id);
  expect(result.error).toBe(
    'hub:main:data/rows.yaml: on the hub it must name a commit by all 40 digits of its id: what “main” names may change while the run goes on.',
  );
});
