import { startHub, type TestHub } from '../hub';
import { ReleaseTester } from './release-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;
const begin = () => ReleaseTester.begin(hub, `prompts-${++projects}`);

describe('a prompt', () => {
  it('comes with the partials that it reaches, all of one version, by the names that are used', async () => {
    const tester = await begin();
    const files = {
      'mail/reply.prompt': '{{> mail/head}}\n{{> style}}\nReply.\n',
      'mail/_head.prompt': '{{> style}}\n',
      '_style.prompt': 'Be brief.\n',
      '_other.prompt': 'Other.\n',
    };
    const commit = await tester.publish(files);
    await tester.publish({ '_style.prompt': 'Be long.\n' });
    await tester.deploy('staging', { ref: commit });
    const { body } = await tester.prompt({ path: 'mail/reply', environment: 'staging' });
    const entries = (await tester.registry.get('files', { ref: commit })).body.items;
    const file = (path: keyof typeof files) => ({
      path,
      content: files[path],
      blob: entries.find((entry: { path: string }) => entry.path === path).blob,
    });
    expect(body).toEqual({
      ...file('mail/reply.prompt'),
      commit,
      environment: 'staging',
      partials: { 'mail/head': file('mail/_head.prompt'), style: file('_style.prompt') },
    });
  });

  it('that computes the name of a partial comes with all that it sees', async () => {
    const tester = await begin();
    const commit = await tester.publish({
      'x.prompt': '{{> choice}}\n',
      '_choice.prompt': '{{> (lookup . "which")}}\n',
      '_a.prompt': 'a',
      'b/_b.prompt': 'b',
    });
    const { body } = await tester.prompt({ path: 'x', commit });
    expect(Object.keys(body.partials).sort()).toEqual(['a', 'b', 'b/b', 'choice']);
  });

  it('is found by environment, label, commit and the beginning of one; its name may stand for its path', async () => {
    const tester = await begin();
    const [one, two, three] = [
      await tester.publish({ 'reply.formal.prompt': '1' }),
      await tester.publish({ 'reply.formal.prompt': '2' }),
      await tester.publish({ 'reply.formal.prompt': '3' }),
    ];
    await tester.deploy('staging', { ref: one });
    await tester.label('stable', { path: 'reply.formal', ref: two });
    const content = async (query: Record<string, string>, path = 'reply.formal') =>
      (await tester.prompt({ path, ...query })).body.content;
    expect(await content({ environment: 'staging' })).toBe('1');
    expect(await content({ label: 'stable' })).toBe('2');
    expect(await content({ commit: three })).toBe('3');
    expect(await content({ commit: three.slice(0, 9) }, 'reply.formal.prompt')).toBe('3');
    await tester.deploy('staging', { ref: 'main', path: 'reply.formal' });
    expect(await content({ environment: 'staging' })).toBe('3');
  });

  it('of its own version has the partials of that version, and the project’s when that is withdrawn', async () => {
    const tester = await begin();
    const one = await tester.publish({ 'a.prompt': '{{> s}}', '_s.prompt': 'old' });
    await tester.publish({ '_s.prompt': 'new' });
    const style = async () =>
      (await tester.prompt({ path: 'a', environment: 'staging' })).body.partials.s.content;
    await tester.deploy('staging', { ref: 'main' });
    await tester.deploy('staging', { ref: one, path: 'a' });
    expect(await style()).toBe('old');
    await tester.deploy('staging', { ref: null, path: 'a' });
    expect(await style()).toBe('new');
  });

  it('answers 304 to who has it, until another version is deployed', async () => {
    const tester = await begin();
    const one = await tester.publish({ 'a.prompt': '1' });
    await tester.publish({ 'a.prompt': '2' });
    await tester.deploy('staging', { ref: one });
    const query = { path: 'a', environment: 'staging' };
    const first = await tester.prompt(query);
    const etag = first.headers.get('etag') ?? '';
    expect([etag, first.headers.get('cache-control')]).toEqual([`"${one}"`, 'private, no-cache']);
    for (const known of [etag, `W/${etag}`, '*']) {
      const again = await tester.prompt(query, { 'if-none-match': known });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    await tester.deploy('staging', { ref: 'main' });
    const changed = await tester.prompt(query, { 'if-none-match': etag });
    expect([changed.status, changed.body.content]).toEqual([200, '2']);
  });

  it('is never another version than the one that was asked for', async () => {
    const tester = await begin();
    const one = await tester.publish({ 'a.prompt': '1' });
    await tester.publish({ 'b.prompt': '1' });
    await tester.deploy('staging', { ref: one });
    await tester.label('stable', { path: 'a', ref: 'main' });
    await tester.registry.publish({ 'c.prompt': 'c' }, { branch: 'deadbeef' });
    const problem = async (query: Record<string, string>) => {
      const { status, body } = await tester.prompt({ path: 'a', ...query });
      return [status, body.code];
    };
    expect(await problem({})).toEqual([400, 'one-version-wanted']);
    expect(await problem({ label: 'stable', commit: one })).toEqual([400, 'one-version-wanted']);
    expect(await problem({ label: 'stable', environment: 'staging' })).toEqual([400, 'one-version-wanted']);
    expect(await problem({ environment: 'staging', commit: one })).toEqual([400, 'one-version-wanted']);
    expect(await problem({ label: 'latest' })).toEqual([404, 'label-not-found']);
    expect(await problem({ path: 'b', label: 'stable' })).toEqual([404, 'label-not-found']);
    expect(await problem({ label: 'staging' })).toEqual([404, 'label-not-found']);
    expect(await problem({ environment: 'production' })).toEqual([404, 'not-deployed']);
    expect(await problem({ environment: 'nowhere' })).toEqual([404, 'environment-not-found']);
    expect(await problem({ environment: 'stable' })).toEqual([404, 'environment-not-found']);
    expect(await problem({ path: 'b', environment: 'staging' })).toEqual([404, 'file-not-found']);
    expect(await problem({ path: 'b', commit: one })).toEqual([404, 'file-not-found']);
    expect(await problem({ commit: 'f'.repeat(40) })).toEqual([404, 'ref-not-found']);
    expect(await problem({ commit: 'fffffff' })).toEqual([404, 'ref-not-found']);
    expect(await problem({ path: 'c', commit: 'deadbeef' })).toEqual([404, 'ref-not-found']);
    expect(await problem({ commit: 'main' })).toEqual([422, 'validation-failed']);
    expect(await problem({ path: '_a', environment: 'staging' })).toEqual([422, 'validation-failed']);
    expect(await problem({ path: '../a', environment: 'staging' })).toEqual([422, 'validation-failed']);
  });
});
