import { startHub, type TestHub, type TestResponse } from '../hub';
import { ReleaseTester } from './release-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;
const begin = () => ReleaseTester.begin(hub, `labels-${++projects}`);
const outcome = ({ status, body }: TestResponse) => [status, body?.code];
const undo = (tester: ReleaseTester, json: Record<string, unknown>) =>
  tester.send('POST', 'labels/stable/undo', json);

describe('a label', () => {
  it('is moved by who may write, and tells who moved it from where to where, and why', async () => {
    const tester = await begin();
    const editor = new ReleaseTester(tester.registry, 'editor');
    const [one, two] = [await tester.publish({ 'a.prompt': '1' }), await tester.publish({ 'a.prompt': '2' })];
    await tester.label('stable', { path: 'a', ref: one, why: 'the first' });
    const moved = await editor.label('stable', { path: 'a.prompt', ref: 'main' });
    expect(moved.body).toMatchObject({
      kind: 'moved',
      label: 'stable',
      path: 'a.prompt',
      from: one,
      to: two,
    });
    await undo(tester, { path: 'a', why: 'worse' });
    await tester.send('DELETE', 'labels/stable?path=a');
    const { body } = await tester.registry.get('labels/stable/moves', { path: 'a' });
    expect(
      body.items.map((move: Record<string, unknown>) => [
        move['kind'],
        move['from'],
        move['to'],
        move['why'],
      ]),
    ).toEqual([
      ['deleted', one, undefined, ''],
      ['undone', two, one, 'worse'],
      ['moved', one, two, ''],
      ['moved', undefined, one, 'the first'],
    ]);
    expect(body.items.map(({ by }: { by: { name: string } }) => by.name)).toEqual([
      'admin person',
      'admin person',
      'editor person',
      'admin person',
    ]);
  });

  it('is undone in one call, each time one move further, also after it was deleted', async () => {
    const tester = await begin();
    const commits = [];
    for (const text of ['1', '2', '3']) commits.push(await tester.publish({ 'a.prompt': text }));
    for (const ref of commits) await tester.label('stable', { path: 'a', ref });
    await tester.send('DELETE', 'labels/stable?path=a');
    const seen = [];
    for (let i = 0; i < 3; i++) seen.push((await undo(tester, { path: 'a' })).body.to);
    expect(seen).toEqual([...commits].reverse());
    expect(outcome(await undo(tester, { path: 'a' }))).toEqual([409, 'nothing-before']);
    expect((await tester.prompt({ path: 'a', label: 'stable' })).body.content).toBe('1');
  });

  it('is of one prompt, and listed by path and name', async () => {
    const tester = await begin();
    const commit = await tester.publish({ 'a.prompt': '1', 'b.prompt': '1' });
    for (const [label, path] of [
      ['stable', 'a'],
      ['v1.2', 'a'],
      ['stable', 'b'],
      ['gone', 'b'],
    ] as const)
      await tester.label(label, { path, ref: commit });
    await tester.send('DELETE', 'labels/gone?path=b');
    const names = (items: { path: string; label: string }[]) =>
      items.map(({ path, label }) => `${path} ${label}`);
    const pages = [];
    for (let cursor: string | undefined; pages.length < 4;) {
      const { body } = await tester.registry.get('labels', { limit: '2', cursor });
      pages.push(names(body.items));
      cursor = body.nextCursor;
      if (cursor === undefined) break;
    }
    expect(pages).toEqual([['a.prompt stable', 'a.prompt v1.2'], ['b.prompt stable']]);
    const { body } = await tester.registry.get('labels', { path: 'b' });
    expect(names(body.items)).toEqual(['b.prompt stable']);
  });

  it.each(['Stable', '1234567', 'a'.repeat(40), 'a b', 'a..b', '-a', 'x'.repeat(65)])(
    'is not named %j',
    async (name) => {
      const tester = await begin();
      const commit = await tester.publish({ 'a.prompt': '1' });
      const answer = await tester.label(encodeURIComponent(name), { path: 'a', ref: commit });
      expect(outcome(answer)).toEqual([422, 'validation-failed']);
    },
  );

  it('is refused for what is not there, and when someone moved it meanwhile', async () => {
    const tester = await begin();
    const [one, two] = [await tester.publish({ 'a.prompt': '1' }), await tester.publish({ 'a.prompt': '2' })];
    expect(outcome(await tester.label('x', { path: 'b', ref: one }))).toEqual([404, 'file-not-found']);
    expect(outcome(await tester.label('x', { path: 'a', ref: 'nowhere' }))).toEqual([404, 'ref-not-found']);
    expect(outcome(await tester.label('x', { path: '_a', ref: one }))).toEqual([422, 'validation-failed']);
    expect(outcome(await undo(tester, { path: 'a' }))).toEqual([404, 'label-not-found']);
    expect(outcome(await tester.send('DELETE', 'labels/stable?path=a'))).toEqual([404, 'label-not-found']);
    expect(outcome(await tester.registry.get('labels/stable/moves', { path: 'a' }))).toEqual([
      404,
      'label-not-found',
    ]);
    expect((await tester.label('stable', { path: 'a', ref: one, expected: null })).status).toBe(200);
    expect(outcome(await tester.label('stable', { path: 'a', ref: one }))).toEqual([409, 'already-there']);
    const moved = await tester.label('stable', { path: 'a', ref: two, expected: two.replace(/./g, '0') });
    expect([...outcome(moved), moved.body.current]).toEqual([409, 'release-moved', one]);
    expect(outcome(await undo(tester, { path: 'a', expected: two }))).toEqual([409, 'release-moved']);
    expect(outcome(await tester.send('DELETE', `labels/stable?path=a&expected=${two}`))).toEqual([
      409,
      'release-moved',
    ]);
  });
});
