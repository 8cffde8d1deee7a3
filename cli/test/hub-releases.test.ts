import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PromptClient, type PromptClientOptions } from '@prompthub/client';
import { fromLock } from '@prompthub/client/node';
import { againstRealHub, json } from './real-hub';
import { Folder } from './workspace';

againstRealHub('releases', (hub) => {
  let here: Folder;
  let versions: string[];
  beforeAll(async () => {
    here = await hub.signedIn();
    await here.run(['pull']);
    for (const text of ['One', 'Two']) {
      here.write({ 'released.prompt': `${text}\n` });
      await here.run(['push', 'released.prompt', '-m', text]);
    }
    const log: { id: string }[] = await json(here, 'log', 'released.prompt');
    versions = log.map(({ id }) => id).reverse();
  });
  const short = (index: number) => versions[index]?.slice(0, 10) ?? '';
  const why = ['--why', 'It is better'];

  it('go through an environment of their own, back, and are told in its history', async () => {
    const [one, two] = versions;
    await here.run(['environments', '--create', 'acceptance', '--after', 'staging', '--protected']);
    expect(await here.run(['deploy', 'staging', '--ref', one ?? '', ...why])).toEqual({
      code: 0,
      stdout: `staging  nothing → ${short(0)}\n`,
      stderr: '',
    });
    expect((await here.run(['promote', 'acceptance', ...why])).stdout).toBe(
      `acceptance  nothing → ${short(0)}\n`,
    );
    expect(await json(here, 'deploy', 'acceptance', ...why)).toMatchObject({ from: one, to: two });
    expect(await here.run(['deploy', 'acceptance', ...why])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining(`is at ${short(1)} already`),
    });
    expect((await here.run(['rollback', 'acceptance', ...why])).stdout).toBe(
      `acceptance  ${short(1)} → ${short(0)}\n`,
    );
    expect(await here.run(['rollback', 'acceptance', ...why])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no version before'),
    });
    const history: { kind: string }[] = await json(here, 'environments', '--history', 'acceptance');
    expect(history.map(({ kind }) => kind)).toEqual(['rolled-back', 'deployed', 'promoted']);
    expect((await here.run(['environments', '--history', 'acceptance'])).stdout).toMatch(
      / promoted from staging .*It is better\n$/,
    );
    await here.run(['deploy', 'staging', 'released.prompt', ...why]);
    expect((await here.run(['environments', 'released.prompt'])).stdout).toMatch(
      new RegExp(
        `^development  nothing\nstaging  ${short(0)} 1 behind .*\n  released\\.prompt  ${short(1)} newest .*\n` +
          `acceptance \\(protected\\)  ${short(0)} 1 behind `,
      ),
    );
    await here.run(['deploy', 'acceptance', '--withdraw', ...why]);
    expect(await here.run(['environments', '--delete', 'acceptance'])).toMatchObject({ code: 0 });
  });

  it('are pointed to by labels, which are moved, put back and deleted', async () => {
    const label = (...args: string[]) => here.run(['label', 'released.prompt', ...args]);
    await label('stable', '--ref', versions[0] ?? '', ...why);
    expect((await label('stable')).stdout).toBe(`released.prompt stable  ${short(0)} → ${short(1)}\n`);
    expect((await label()).stdout).toBe(`${short(1)} released.prompt stable\n`);
    expect((await label('stable', '--undo')).stdout).toContain(`${short(1)} → ${short(0)}`);
    expect(await json(here, 'label', 'released.prompt', 'stable', '--history')).toHaveLength(3);
    expect(await label('stable', '--delete')).toMatchObject({ code: 0, stdout: '' });
    expect(await json(here, 'label')).toEqual([]);
    expect(await label('--undo')).toMatchObject({ code: 2 });
    expect(await here.run(['deploy', 'staging'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--why'),
    });
  });

  describe('what was deployed', () => {
    const production = { environment: 'production' };
    const vars = { customer: { name: 'Ada' }, ticket: 'Where is my order?' };
    let options: PromptClientOptions;
    const clients: PromptClient[] = [];
    const clientOf = (more: Partial<PromptClientOptions> = {}): PromptClient => {
      const client = new PromptClient({ ...options, ...more });
      clients.push(client);
      return client;
    };
    afterEach(() => clients.splice(0).forEach((client) => client.close()));

    beforeAll(async () => {
      options = { hub: hub.url, project: 'acme/support-desk', token: await hub.token(here) };
      const deployed = await here.run(['deploy', 'production', '--why', 'It works']);
      expect(deployed).toMatchObject({ code: 0 });
    });

    it('is what an application gets, with its partials, and with a lock also when the hub is away', async () => {
      const { code, stdout, stderr } = await here.run(['pull', '--lock', '--environment', 'production']);
      expect([code, stdout, stderr]).toEqual([
        0,
        expect.stringMatching(/^[0-9a-f]{7} {2}production {2}reply\.prompt$/m),
        expect.stringContaining('prompthub.lock'),
      ]);
      const there = await clientOf().getPrompt('reply', production);
      const lock = await fromLock(here.path);
      const away = () => Promise.reject(new TypeError('fetch failed'));
      const alone = await clientOf({ lock, fetch: away }).getPrompt('reply', production);
      expect([there.source, alone.source, alone.commit]).toEqual(['hub', 'lock', there.commit]);
      expect(there.render(vars)).toEqual(alone.render(vars));
      expect(JSON.stringify(there.render(vars).messages)).toContain('Where is my order?');
    });

    it('is not asked for again in whole, and nothing stands in for what is not there', async () => {
      const statuses: number[] = [];
      const client = clientOf({
        freshMs: 0,
        fetch: async (input, init) => {
          const answer = await fetch(input, init);
          statuses.push(answer.status);
          return answer;
        },
      });
      await client.getPrompt('reply', production);
      await client.getPrompt('reply', production);
      while (statuses.length < 2) await setImmediate();
      expect(statuses).toEqual([200, 304]);
      for (const selector of [{ environment: 'development' }, { label: 'stable' }]) {
        await expect(client.getPrompt('reply', selector)).rejects.toMatchObject({ status: 404 });
      }
    });

    it('is what the example application answers with, and with its lock also when it is refused', async () => {
      const repository = join(__dirname, '../..');
      const example = readFileSync(join(repository, 'examples/application/answer.mjs'));
      const application = new Folder().write({ 'answer.mjs': example });
      symlinkSync(join(repository, 'node_modules'), join(application.path, 'node_modules'));
      const lock = ['--lock', '--environment', 'production', '--out', application.path];
      const pulled = await here.run(['pull', ...lock, 'reply.prompt']);
      expect(pulled).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S+ {2}production {2}reply/) });
      const answer = (token: unknown) =>
        promisify(execFile)(process.execPath, ['answer.mjs', 'Ada', 'Where is it?'], {
          cwd: application.path,
          env: { PATH: process.env['PATH'], PROMPTHUB_HUB: hub.url, PROMPTHUB_TOKEN: String(token) },
        });
      const fetched = await answer(options.token);
      expect(fetched.stderr).toMatch(/^reply [0-9a-f]{7}, from the hub\n$/);
      expect(fetched.stdout).toContain('Where is it?');
      const locked = await answer('phub_refused');
      expect(locked.stderr).toMatch(/^prompts: .*\nreply [0-9a-f]{7}, from the lock\n$/);
      expect(locked.stdout).toBe(fetched.stdout);
      application.remove();
    });

    it.each([
      [['--lock'], /Say what to lock/],
      [['--environment', 'production'], /go with --lock/],
    ])('is not locked by half a command: %j', async (args, message) => {
      expect(await here.run(['pull', ...args])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(message),
      });
    });

    it('is said to be nothing where nothing was deployed', async () => {
      expect(await here.run(['pull', '--lock', '--environment', 'development'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('nothing to lock of environment development'),
      });
    });
  });
});
