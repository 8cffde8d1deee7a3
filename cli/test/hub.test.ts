import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { againstRealHub, json } from './real-hub';
import { Folder } from './workspace';

againstRealHub('sharing prompts', (hub) => {
  let here: Folder;
  let there: Folder;
  beforeAll(() => {
    here = hub.folder();
    there = hub.folder();
  });

  it('signs in, pulls, publishes twice, and sees both versions and their difference', async () => {
    expect(await here.run(['status'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('prompthub login'),
    });
    expect(await hub.login(here)).toMatchObject({ code: 0, stderr: expect.stringContaining('Signed in to') });
    expect(await json(here, 'pull')).toMatchObject({
      written: expect.arrayContaining(['reply.prompt', '_style.prompt']),
      conflicts: [],
    });
    expect(await here.run(['check', '.'])).toMatchObject({ code: 0 });

    const first = here.read('follow-up.prompt');
    here.write({ 'follow-up.prompt': first.replace('At most 80 words', 'At most 60 words') });
    expect(await here.run(['status'])).toMatchObject({ code: 0, stdout: 'modified  follow-up.prompt\n' });
    expect((await here.run(['diff'])).stdout).toContain(
      '+Write a short message to a customer whose problem we solved. At most 60 words',
    );
    expect(await here.run(['push', '-m', 'Shorter'])).toMatchObject({
      code: 0,
      stdout: 'follow-up.prompt\n',
    });
    here.write({ 'follow-up.prompt': here.read('follow-up.prompt').replace('60', '50') });
    await here.run(['push', 'follow-up.prompt', '-m', 'Shorter still']);

    const [newest, older, oldest] = await json(here, 'log', 'follow-up.prompt');
    expect([newest.message, older.message]).toEqual(['Shorter still', 'Shorter']);
    const { stdout } = await here.run(['diff', 'follow-up.prompt', '--from', older.id, '--to', newest.id]);
    expect(stdout).toMatch(/-.*60 words[^]*\+.*50 words/);
    expect(await here.run(['diff', 'follow-up.prompt', '--from', oldest.id, '--exit-code'])).toMatchObject({
      code: 1,
    });
    expect(await here.run(['status'])).toMatchObject({ code: 0, stdout: '' });
    expect(await here.run(['log', 'nowhere.prompt'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('no versions of nowhere.prompt'),
    });
  });

  it.each(['login', 'status'])(
    'lets a fresh clone be edited and published without a pull, after %s',
    async (first) => {
      const clone = new Folder();
      const names = ['prompthub.yaml', 'sentiment.prompt', 'translate.prompt'];
      clone.write(Object.fromEntries(names.map((name) => [name, here.read(name)])));
      await hub.login(clone);
      if (first === 'status') {
        rmSync(join(clone.path, '.prompthub'), { recursive: true });
        await clone.run(['status']);
      }
      clone.write({ 'sentiment.prompt': `${clone.read('sentiment.prompt')}Be brief (${first}).\n` });
      expect(await clone.run(['push', 'sentiment.prompt', '-m', 'From the clone'])).toMatchObject({
        code: 0,
      });
      await here.run(['pull']);
      expect(here.read('sentiment.prompt')).toBe(clone.read('sentiment.prompt'));
      clone.remove();
    },
  );

  it('is refused with the diagnostics when a prompt has errors, and nothing is stored', async () => {
    const before = await json(here, 'log');
    here.write({ 'broken.prompt': 'Hello {{#if name}}\n' });
    const { code, stderr } = await here.run(['push', '-m', 'broken']);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/broken\.prompt:1:\d+ /)]);
    expect(await json(here, 'log')).toEqual(before);
    here.write({ 'broken.prompt': 'Hello\n' });
    await here.run(['push', '-m', 'mended']);
  });

  it('meets a colleague: other files join, the same file is a conflict that a person resolves', async () => {
    await hub.login(there);
    await there.run(['pull']);
    here.write({ 'translate.prompt': here.read('translate.prompt').replace('alone', 'only') });
    there.write({ 'translate.prompt': there.read('translate.prompt').replace('alone', 'and nothing else') });
    there.write({ '_style.prompt': '- Be kind.\n' });
    expect(await there.run(['push', '-m', 'from there'])).toMatchObject({ code: 0 });
    expect(await here.run(['push', '-m', 'from here'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('translate.prompt'),
    });
    expect(await here.run(['pull'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('conflict translate.prompt'),
    });
    expect([here.read('_style.prompt'), here.read('translate.prompt').includes('only')]).toEqual([
      '- Be kind.\n',
      true,
    ]);
    expect(await here.run(['pull', '--mine'])).toMatchObject({ code: 0 });
    expect(await here.run(['push', '-m', 'from here'])).toMatchObject({ code: 0 });
    expect(await there.run(['pull'])).toMatchObject({ code: 0 });
    expect(there.read('translate.prompt')).toBe(here.read('translate.prompt'));
  });

  it('finds prompts by what they say, by their names while they are typed, and by who owns them', async () => {
    const paths = async (...args: string[]) =>
      (await json(here, 'search', ...args)).map(({ path }: { path: string }) => path);
    expect(await paths('deciding', 'whom', 'tickets')).toEqual(['escalate.prompt']);
    expect((await paths('escal'))[0]).toBe('escalate.prompt');
    expect(await paths('--owner', 'customer-success', '--tag', 'follow-up', '--everywhere')).toEqual([
      'follow-up.prompt',
    ]);
    const plain = await here.run(['search', 'days after a ticket', '--model', 'echo']);
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout).toMatch(
      /^follow-up\.prompt {2}Asks, some days.*#follow-up customer-success echo\/echo\n {4}.*days/,
    );
    expect(await here.run(['search', 'kraken'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No prompt is like that.\n',
    });
    expect(await here.run(['search', '--branch', 'nowhere'])).toMatchObject({ code: 1, stdout: '' });
  });

  it('does not tell what does not exist from what may not be seen', async () => {
    const elsewhere = new Folder().write({ 'prompthub.yaml': `hub: ${hub.url}\nproject: acme/nothing\n` });
    await hub.login(elsewhere);
    expect(await elsewhere.run(['status'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no such thing, or you may not see it'),
    });
    elsewhere.remove();
  });

  it('signs out', async () => {
    expect(await there.run(['logout'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Signed out'),
    });
    expect(await there.run(['status'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('prompthub login'),
    });
    expect(await here.run(['status'])).toMatchObject({ code: 0 });
  });
});
