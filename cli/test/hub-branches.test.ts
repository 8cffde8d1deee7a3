import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { againstRealHub, json } from './real-hub';
import type { Folder } from './workspace';

againstRealHub('branches and unsent commits', (hub) => {
  let here: Folder;
  beforeAll(async () => {
    here = await hub.signedIn();
    await here.run(['pull']);
  }, 60_000);

  const messages = async (): Promise<string[]> =>
    (await json(here, 'log', '--limit', '200')).map(({ message }: { message: string }) => message).reverse();
  const commit = async (message: string, files: Record<string, string>): Promise<void> => {
    expect(await here.write(files).run(['commit', '-m', message])).toMatchObject({ code: 0 });
  };
  /** Runs a command until it is killed at a point further on each time, and then as often as it still is. */
  const killedEverywhere = async (args: string[], begin: () => Promise<void>, end: () => Promise<void>) => {
    let deaths = 0;
    for (let after = 1; ; after += 6) {
      await begin();
      const env = {
        NODE_OPTIONS: `--require=${join(__dirname, 'kill-after.cjs')}`,
        KILL_AFTER: String(after),
      };
      const killed = await here.run(args, { env });
      if (killed.code === 0) return deaths;
      expect(killed).toEqual({ code: null, stdout: expect.any(String), stderr: expect.any(String) });
      deaths++;
      expect(await here.run(args)).toMatchObject({ code: expect.any(Number) });
      await end();
    }
  };

  it('commits wait on their branch, are taken back, sent and merged', async () => {
    const text = here.read('translate.prompt');
    expect(await here.run(['switch', '--create', 'shorter'])).toMatchObject({
      code: 0,
      stderr: 'On the new branch shorter: 0 files changed\n',
    });
    await commit('First', { 'translate.prompt': `${text}One.\n` });
    await commit('Second', { 'translate.prompt': `${text}Two.\n`, 'fresh.prompt': 'Fresh\n' });
    const status = await here.run(['status']);
    expect(status.stdout).toMatch(
      /^committed fresh\.prompt\ncommitted translate\.prompt\nunsent .* First \(1 file\)\nunsent .* Second \(2 files\)\n$/,
    );
    expect(status.stderr).toMatch(/\(shorter\): \d+ files, 2 changed, 2 commits to send\n$/);
    expect(await here.run(['uncommit'])).toMatchObject({
      code: 0,
      stdout: 'fresh.prompt\ntranslate.prompt\n',
    });
    expect(await json(here, 'status')).toMatchObject({ branch: 'shorter', ahead: 1, behind: 0 });
    expect(await here.run(['switch', 'main'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('translate.prompt'),
    });
    await commit('Second', {});
    expect(await here.run(['switch', 'main'])).toMatchObject({
      code: 0,
      stdout: 'updated  translate.prompt\ndeleted  fresh.prompt\n',
    });
    expect(here.read('translate.prompt')).toBe(text);
    expect((await here.run(['switch', 'shorter'])).stderr).toContain('2 commits to send');
    expect((await here.run(['push'])).stderr).toMatch(/^Sent .* First\nSent .* Second\n$/);
    expect((await messages()).slice(-2)).toEqual(['First', 'Second']);
    expect((await here.run(['branch'])).stdout).toMatch(/^\* \S+ shorter$/m);
    await here.run(['switch', 'main']);
    expect(await here.run(['merge', 'shorter'])).toMatchObject({ code: 0 });
    expect(await json(here, 'status')).toMatchObject({ branch: 'main', behind: 2 });
    await here.run(['pull']);
    expect(here.read('translate.prompt')).toBe(`${text}Two.\n`);
  });

  it('what a colleague changed meanwhile is merged, or is a conflict that a person settles', async () => {
    const there = await hub.signedIn();
    await there.run(['pull']);
    const text = here.read('sentiment.prompt');
    await commit('The end', { 'sentiment.prompt': `${text}The end.\n`, 'greeting.prompt': 'Good day\n' });
    there.write({ 'sentiment.prompt': text.replace('---\n', '---\n# by a colleague\n') });
    expect(await there.run(['push', '-m', 'The beginning'])).toMatchObject({ code: 0 });
    expect((await here.run(['push'])).stderr).toContain('Merged with what others changed: sentiment.prompt');
    expect(here.read('sentiment.prompt')).toMatch(/^---\n# by a colleague\n[^]*The end\.\n$/);

    await there.run(['pull']);
    await commit('Evening', { 'greeting.prompt': 'Good evening\n' });
    await there.write({ 'greeting.prompt': 'Good morning\n' }).run(['push', '-m', 'Morning']);
    expect(await here.run(['push'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('greeting.prompt'),
    });
    expect(await here.run(['pull', '--mine'])).toMatchObject({ code: 0 });
    expect(await here.run(['push'])).toMatchObject({ code: 0 });
    expect((await messages()).slice(-2)).toEqual(['Morning', 'Evening']);
  });

  it('a commit with errors stays here, and it is said how to mend it', async () => {
    await commit('Whole', { 'whole.prompt': 'Hello\n' });
    await commit('Broken', { 'broken.prompt': 'Hello {{#if name}}\n' });
    expect(await here.run(['push', '-m', 'More'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^Sent .* Whole\n.*unsent commit “Broken”.*prompthub uncommit[^]*broken\.prompt:1:/,
      ),
    });
    here.write({ 'broken.prompt': 'Hello\n' });
    const kept = /^broken\.prompt is another text here\. The one of the commit is kept in (.*)$/m;
    const { stderr } = await here.run(['uncommit']);
    expect(readFileSync(kept.exec(stderr)?.[1] ?? '', 'utf8')).toBe('Hello {{#if name}}\n');
    expect(await here.run(['push', '-m', 'Mended'])).toMatchObject({
      code: 0,
    });
    expect((await messages()).slice(-2)).toEqual(['Whole', 'Mended']);
  });

  it('commands that send at once send each commit once', async () => {
    const made = await messages();
    for (const name of ['One', 'Two', 'Three']) {
      made.push(name);
      await commit(name, { 'together.prompt': `${name}\n` });
    }
    const pushes = await Promise.all(Array.from({ length: 3 }, () => here.run(['push'])));
    // Who came too late to see anything unsent was asked for a message.
    for (const { code } of pushes) expect([0, 2]).toContain(code);
    expect(await messages()).toEqual(made);
  });

  it('push that is killed anywhere publishes each commit once, in order', async () => {
    const made = await messages();
    let round = 0;
    const deaths = await killedEverywhere(
      ['push'],
      async () => {
        round++;
        for (const name of [`${round}a`, `${round}b`]) {
          made.push(name);
          await commit(name, { 'kill.prompt': `Text ${name}\n` });
        }
      },
      async () => expect(await messages()).toEqual(made),
    );
    expect(deaths).toBeGreaterThan(3);
    expect(await messages()).toEqual(made);
  }, 240_000);

  it('switch that is killed anywhere is finished by the next command', async () => {
    await here.run(['switch', 'shorter']);
    const texts = () =>
      ['kill.prompt', 'greeting.prompt'].map((name) => {
        try {
          return here.read(name);
        } catch {
          return undefined;
        }
      });
    const there = texts();
    const deaths = await killedEverywhere(
      ['switch', 'main'],
      async () => {
        expect(await here.run(['switch', 'shorter'])).toMatchObject({ code: 0 });
        expect(texts()).toEqual(there);
      },
      async () =>
        expect(await json(here, 'status')).toMatchObject({
          branch: 'main',
          files: expect.not.arrayContaining([expect.objectContaining({ state: 'modified' })]),
        }),
    );
    expect(deaths).toBeGreaterThan(2);
  }, 240_000);
});
