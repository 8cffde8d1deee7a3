import { startHub, type TestHub } from '../hub';
import { ReleaseTester } from './release-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;
const begin = () => ReleaseTester.begin(hub, `partials-${++projects}`);

const FILES = {
  '_style.prompt': 'Be brief.\n',
  '_frame.prompt': '{{> style}}\n',
  'reply.prompt': '{{> style}}\nReply.\n',
  'mail/reply.prompt': '{{> frame}}\nReply by mail.\n',
  'mail/_footer.prompt': 'Bye.\n',
  'mail/close.prompt': '{{> mail/footer}}\n',
  'alone.prompt': 'Alone.\n',
};

describe('who uses a partial', () => {
  it('is told through other partials too, in the version that is asked for', async () => {
    const tester = await begin();
    const first = await tester.publish(FILES);
    const second = await tester.publish({ 'alone.prompt': '{{> style}}\n', 'reply.prompt': 'Reply.\n' });
    const usedBy = async (path: string, ref?: string) =>
      (await tester.registry.get('used-by', { path, ref })).body;
    expect(await usedBy('_style.prompt')).toEqual({
      path: '_style.prompt',
      commit: second,
      items: [
        { path: '_frame.prompt', direct: true },
        { path: 'alone.prompt', direct: true },
        { path: 'mail/reply.prompt', direct: false },
      ],
    });
    expect((await usedBy('_style.prompt', first)).items).toEqual([
      { path: '_frame.prompt', direct: true },
      { path: 'mail/reply.prompt', direct: false },
      { path: 'reply.prompt', direct: true },
    ]);
    expect((await usedBy('mail/_footer.prompt')).items).toEqual([
      { path: 'mail/close.prompt', direct: true },
    ]);
  });

  it('is of the partial that a name means there: the nearest', async () => {
    const tester = await begin();
    await tester.publish({ ...FILES, 'mail/_style.prompt': 'Be kind.\n' });
    const users = async (path: string) =>
      (await tester.registry.get('used-by', { path })).body.items.map((item: { path: string }) => item.path);
    expect(await users('_style.prompt')).toEqual(['_frame.prompt', 'reply.prompt']);
    expect(await users('mail/_style.prompt')).toEqual(['mail/reply.prompt']);
  });

  it('is nothing to ask of what is no partial, or not there', async () => {
    const tester = await begin();
    await tester.publish(FILES);
    const ask = async (path: string, ref?: string) =>
      (await tester.registry.get('used-by', { path, ref })).body.code;
    expect(await ask('reply.prompt')).toBe('validation-failed');
    expect(await ask('_gone.prompt')).toBe('file-not-found');
    expect(await ask('_style.prompt', 'nowhere')).toBe('ref-not-found');
  });
});

describe('deleting a partial', () => {
  it('that is in use is refused with everyone who includes it', async () => {
    const tester = await begin();
    const parent = await tester.publish(FILES);
    const answer = await tester.registry.post(
      { '_style.prompt': null, 'mail/_footer.prompt': null },
      { parent },
    );
    expect(answer.body).toMatchObject({
      status: 409,
      code: 'partial-in-use',
      partials: [
        { path: '_style.prompt', users: ['_frame.prompt', 'mail/reply.prompt', 'reply.prompt'] },
        { path: 'mail/_footer.prompt', users: ['mail/close.prompt'] },
      ],
    });
    for (const name of ['reply.prompt', 'mail/close.prompt']) expect(answer.body.detail).toContain(name);
    expect((await tester.registry.get('history')).body.items).toHaveLength(1);
  });

  it('names the users also when one of them is saved in the same version', async () => {
    const tester = await begin();
    const parent = await tester.publish({ '_a.prompt': 'a', 'x.prompt': '{{> a}}', 'y.prompt': '{{> a}}' });
    const answer = await tester.registry.post({ '_a.prompt': null, 'x.prompt': '{{> a}} more' }, { parent });
    expect(answer.body).toMatchObject({
      code: 'partial-in-use',
      partials: [{ users: ['x.prompt', 'y.prompt'] }],
    });
  });

  it.each<[string, Record<string, string | null>]>([
    ['the same version removes the uses', { '_a.prompt': null, 'x.prompt': 'x', 'y.prompt': null }],
    ['it moves, and its name finds it there', { '_a.prompt': null, 'shared/_a.prompt': 'a' }],
  ])('is done when %s', async (_when, files) => {
    const tester = await begin();
    await tester.publish({ '_a.prompt': 'a', 'x.prompt': '{{> a}}', 'y.prompt': '{{> a}}' });
    await tester.publish(files);
    expect((await tester.registry.get('files')).body.items).not.toContainEqual(
      expect.objectContaining({ path: '_a.prompt' }),
    );
  });

  it('that nobody includes is done', async () => {
    const tester = await begin();
    await tester.publish({ '_a.prompt': '{{> b}}', '_b.prompt': 'b', 'x.prompt': '{{> b}}' });
    const parent = await tester.publish({ '_a.prompt': null });
    const answer = await tester.registry.post({ '_b.prompt': null }, { parent });
    expect(answer.body.partials).toEqual([{ path: '_b.prompt', users: ['x.prompt'] }]);
  });
});
