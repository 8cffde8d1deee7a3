import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { againstRealHub, json } from './real-hub';
import type { Folder } from './workspace';

againstRealHub('versions and branches', (hub) => {
  let here: Folder;
  beforeAll(async () => {
    here = await hub.signedIn();
  }, 60_000);

  it('merges a branch, settles in a folder what conflicts, and takes a version back', async () => {
    await here.run(['branch', 'create', 'shorter']);
    const side = await hub.signedIn('shorter');
    for (const folder of [here, side]) await folder.run(['pull']);
    const change = async (folder: Folder, files: Record<string, string>): Promise<void> => {
      folder.write(files);
      expect(await folder.run(['push', '-m', `By ${folder === here ? 'main' : 'shorter'}`])).toMatchObject({
        code: 0,
      });
    };
    await change(here, { 'merged.prompt': '---\nmodel: echo/a\n---\nHello\n' });
    await change(side, { 'merged.prompt': '---\nmodel: echo/b\n---\nHello\n', 'more.prompt': 'More\n' });

    const refused = await here.run(['merge', 'shorter', '--conflicts', 'settle']);
    expect(refused).toMatchObject({ code: 1, stdout: 'conflict merged.prompt: model\n' });
    const again = /then: prompthub (.*)/.exec(refused.stderr)?.[1]?.split(' ') ?? [];
    here.write({ 'settle/merged.prompt': '---\nmodel: echo/c\n---\nHello\n' });
    expect(await here.run([...again, '-m', 'Both'])).toMatchObject({
      code: 0,
      stdout: 'modified merged.prompt\nadded    more.prompt\n',
    });
    rmSync(join(here.path, 'settle'), { recursive: true });
    await here.run(['pull']);
    expect(here.read('merged.prompt')).toContain('echo/c');
    const [newest] = await json(here, 'log');
    expect(newest).toMatchObject({ message: 'Both', parents: [expect.any(String), expect.any(String)] });
    expect(await here.run(['revert', newest.id, '--mainline', '1'])).toMatchObject({ code: 0 });
    await here.run(['pull']);
    expect(here.read('merged.prompt')).toContain('echo/a');
    expect(() => here.read('more.prompt')).toThrow('ENOENT');
  });

  it('names versions, tells them apart, and knows who wrote a line', async () => {
    await here.run(['pull']);
    const before = here.read('follow-up.prompt');
    here.write({ 'follow-up.prompt': before.replace('At most 80 words', 'At most 50 words') });
    await here.run(['push', '-m', 'Shorter still']);
    const [head] = await json(here, 'log');
    expect(await json(here, 'branch', 'create', 'feature/short')).toMatchObject({ head: head.id });
    expect(await json(here, 'tag', 'create', 'v1', '-m', 'The first')).toMatchObject({ commit: head.id });
    const branches = (await here.run(['branch'])).stdout.split('\n');
    expect(branches).toContain(`  ${head.id.slice(0, 10)} feature/short`);
    expect(branches).toContain(`* ${head.id.slice(0, 10)} main`);
    expect((await here.run(['tag'])).stdout).toBe(`${head.id.slice(0, 10)} v1 The first\n`);

    const text = here.read('follow-up.prompt');
    rmSync(join(here.path, 'follow-up.prompt'));
    here.write({ 'afterwards.prompt': `${text}Never promise a date.\n` });
    expect(await here.run(['push', '-m', 'Renamed'])).toMatchObject({ code: 0 });
    const [renamed] = await json(here, 'log');

    const compared = await json(here, 'compare', 'v1');
    expect(compared).toMatchObject({
      ahead: 1,
      behind: 0,
      mergeBase: head.id,
      aheadCommits: [{ id: renamed.id }],
      behindCommits: [],
    });
    expect(await here.run(['compare', 'main', 'feature/short'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^< [0-9a-f]{10} .* Renamed\n$/),
      stderr: expect.stringContaining('feature/short is 0 commits ahead of main and 1 behind'),
    });
    const log = (await here.run(['log', 'afterwards.prompt', '--follow'])).stdout;
    expect(log).toMatch(/Renamed \(was follow-up\.prompt\)\n.*Shorter still follow-up\.prompt\n/);
    const blamed = (await here.run(['blame', 'afterwards.prompt'])).stdout.trimEnd().split('\n');
    expect(blamed.at(-1)).toMatch(new RegExp(`^${renamed.id.slice(0, 10)} .* Never promise a date\\.$`));
    expect(blamed.filter((line) => line.startsWith(renamed.id.slice(0, 10)))).toHaveLength(1);
    const { ranges } = await json(here, 'blame', 'afterwards.prompt');
    expect(ranges[0]).toMatchObject({ start: 1, originalPath: 'follow-up.prompt', originalStart: 1 });

    expect((await here.run(['branch', 'protect', 'feature/short'])).stdout).toContain('(protected)');
    expect(await here.run(['branch', 'delete', 'feature/short'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('protected'),
    });
    await here.run(['branch', 'unprotect', 'feature/short']);
    expect(await here.run(['branch', 'delete', 'feature/short'])).toMatchObject({ code: 0, stdout: '' });
    expect(await here.run(['tag', 'delete', 'v1'])).toMatchObject({ code: 0, stdout: '' });
    expect(await json(here, 'tag')).toEqual([]);
    expect((await here.run(['branch'])).stdout).not.toContain('feature/short');
    here.write({ 'follow-up.prompt': text });
    rmSync(join(here.path, 'afterwards.prompt'));
    await here.run(['push', '-m', 'Back']);
  });

  it('restores files as they were, and loses no change that the hub has not', async () => {
    here.write({ 'again.prompt': 'First\n', 'other.prompt': 'Other\n' });
    await here.run(['push', '-m', 'First']);
    const [{ id: first }] = await json(here, 'log', 'again.prompt');
    here.write({ 'again.prompt': 'Second\n' });
    await here.run(['push', '-m', 'Second']);

    expect(await here.run(['restore', 'again.prompt', '--from', first])).toMatchObject({
      code: 0,
      stdout: 'again.prompt\n',
    });
    expect(here.read('again.prompt')).toBe('First\n');

    here.write({ 'again.prompt': 'Mine\n' });
    rmSync(join(here.path, 'other.prompt'));
    const refused = await here.run(['restore', 'other.prompt', 'again.prompt']);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('again.prompt: changed here') });
    expect(await here.run(['restore', 'other.prompt', 'nowhere.prompt'])).toMatchObject({ code: 1 });
    expect(existsSync(join(here.path, 'other.prompt'))).toBe(false);
    expect(here.read('again.prompt')).toBe('Mine\n');

    expect(await json(here, 'restore', 'other.prompt', 'again.prompt', '--force')).toEqual([
      'other.prompt',
      'again.prompt',
    ]);
    expect([here.read('again.prompt'), here.read('other.prompt')]).toEqual(['Second\n', 'Other\n']);
  });

  it('tells who uses a partial, on the current branch or elsewhere', async () => {
    await here.run(['branch', 'create', 'as-it-was']);
    here.write({
      '_tone.prompt': 'Be kind.\n',
      '_voice.prompt': '{{> tone}}\n',
      'speak.prompt': '{{> voice}}\n',
    });
    expect(await here.run(['used-by', '_tone.prompt'])).toMatchObject({ code: 1 });
    await here.run(['push', '-m', 'A voice']);
    expect(await here.run(['used-by', '_tone.prompt'])).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: '_voice.prompt\nspeak.prompt (through another partial)\n',
    });
    expect(await json(here, 'used-by', '_voice.prompt')).toEqual([{ path: 'speak.prompt', direct: true }]);
    expect(await here.run(['used-by', '_tone.prompt', '--ref', 'as-it-was'])).toMatchObject({ code: 1 });
    here.write({ '_idle.prompt': 'Nobody asks.\n' });
    await here.run(['push', '-m', 'Idle']);
    expect(await here.run(['used-by', '_idle.prompt'])).toEqual({
      ...{ code: 0, stdout: '' },
      stderr: 'Nothing includes _idle.prompt.\n',
    });
  });
});
