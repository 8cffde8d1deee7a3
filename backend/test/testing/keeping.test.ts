import { prompt, TestingHub } from './test-hub';

let at: TestingHub;
beforeAll(async () => {
  at = await TestingHub.start({ 'a.prompt': prompt(['one', 'bad']) });
  at.answer = (question) => (question === 'bad' ? 'wrong' : 'fine');
});
afterAll(() => at?.close());

describe('what was asked and answered', () => {
  const contents = async (id: string, as: 'editor' | 'viewer' = 'editor') =>
    (await at.results(id, '', as)).map((result: Record<string, unknown>) => [
      result['contents'],
      result['output'],
      result['vars'],
    ]);
  const kept = (word: string, output: string) => ['kept', output, { word }];
  const none = ['not-kept', '', {}];

  it.each([
    ['none', [none, none]],
    ['failed', [none, kept('bad', 'wrong')]],
    ['all', [kept('one', 'fine'), kept('bad', 'wrong')]],
  ] as const)('is kept as the policy says: %s', async (policy, expected) => {
    await at.keepContents(policy);
    const run = await at.run();
    expect(await contents(run.id)).toEqual(expected);
    expect(await contents(run.id, 'viewer')).toEqual([none, none]);
    expect(JSON.stringify(await at.results(run.id, '', 'viewer'))).not.toMatch(/wrong|bad/);
  });

  it('is also what an error quotes that came up in judging', async () => {
    const rubric = "assert: [{ type: llm-rubric, value: 'is kind' }]";
    const text = prompt(['one']).replace(/assert: .*/, `${rubric} }`);
    await at.publish({ 'judged.prompt': text });
    at.answer = () => 'the customer Ada wrote no JSON';
    const of = async (policy: 'none' | 'all', as: 'editor' | 'viewer') => {
      await at.keepContents(policy);
      const { id } = await at.run({ paths: ['judged.prompt'], judge: 'stub/judge' });
      const [result] = await at.results(id, '', as);
      return [result.status, result.error.includes('Ada')];
    };
    expect(await of('none', 'editor')).toEqual(['errored', false]);
    expect(await of('all', 'editor')).toEqual(['errored', true]);
    expect(await of('all', 'viewer')).toEqual(['errored', false]);
    at.answer = (question) => (question === 'bad' ? 'wrong' : 'fine');
    await at.publish({ 'judged.prompt': null });
  });

  it('goes with the run, and when the policy changes', async () => {
    await at.keepContents('all');
    const run = await at.run();
    const stored = async () =>
      (await at.hub.dataSource.query('SELECT count(*)::int AS count FROM execution_contents'))[0]
        .count as number;
    const before = await stored();
    expect((await at.request(`/${run.id}`, { method: 'DELETE', as: 'editor' })).status).toBe(403);
    expect((await at.request(`/${run.id}`, { method: 'DELETE', as: 'admin' })).status).toBe(204);
    expect([(await at.request(`/${run.id}`)).status, before - (await stored())]).toEqual([404, 2]);
    const other = await at.run();
    await at.keepContents('none');
    expect(await contents(other.id)).toEqual([none, none]);
  });
});

it('lists runs by version, state and prompt, page by page', async () => {
  const first = at.commit;
  const failed = await at.run();
  const second = await at.publish({ 'b.prompt': prompt(['one']) });
  const passed = await at.run({ paths: ['b.prompt'] });
  const ids = async (query: string) =>
    (await at.request(`?${query}`)).body.items.map(({ id }: { id: string }) => id);
  expect(await ids(`ref=${second}`)).toEqual([passed.id]);
  expect(await ids('ref=main&status=passed')).toEqual([passed.id]);
  expect(await ids('path=b.prompt')).toEqual([passed.id]);
  expect((await ids(`ref=${first.slice(0, 8)}&status=failed`))[0]).toBe(failed.id);
  expect(await ids(`ref=${first}&path=b.prompt`)).toEqual([]);
  const page = (await at.request('?limit=1')).body;
  expect(page.items[0].id).toBe(passed.id);
  expect((await at.request(`?limit=1&cursor=${page.nextCursor}`)).body.items[0].id).toBe(failed.id);
  const results = (await at.request(`/${failed.id}/results?limit=1`)).body;
  const rest = (await at.request(`/${failed.id}/results?limit=1&cursor=${results.nextCursor}`)).body;
  expect([results.items[0].index, rest.items[0].index, rest.nextCursor]).toEqual([0, 1, undefined]);
});
