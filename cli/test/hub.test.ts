import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PromptClient, type PromptClientOptions } from '@prompthub/client';
import { fromLock, TokenStore } from '@prompthub/client/node';
import { builtCli } from './built-cli';
import { Browser } from './browser';
import { Folder } from './workspace';

const built = existsSync(join(__dirname, '../../backend/dist/launch.js'));
if (!built)
  console.warn(
    'Skipped: the command against a real hub. backend/dist/launch.js is not built (npm run build).',
  );

/** `prompthub serve` with a database of its own, and a person who signs in in a browser. */
(built ? describe : describe.skip)('against a real hub', () => {
  let hub: ChildProcess;
  let url: string;
  let browser: Browser;
  let data: string;
  let here: Folder;
  let there: Folder;

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'prompthub-hub-'));
    const port = await freePort();
    hub = spawn(process.execPath, [builtCli(), 'serve', '--port', String(port), '--data-dir', data], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    });
    const link = await signInLink(hub);
    url = new URL(link).origin;
    browser = new Browser();
    await browser.submit(link, '/link', {});
    here = new Folder();
    there = new Folder();
    for (const folder of [here, there])
      folder.write({ 'prompthub.yaml': `hub: ${url}\nproject: acme/support-desk\n` });
  }, 120_000);

  afterAll(async () => {
    const ended = new Promise((resolve) => hub.once('exit', resolve));
    hub.kill('SIGTERM');
    await ended;
    here.remove();
    there.remove();
    rmSync(data, { recursive: true, force: true });
  }, 60_000);

  const login = (folder: Folder) => {
    let opened = false;
    return folder.run(['login', '--no-browser'], {
      onStderr: (text) => {
        const page = /http\S+\/oauth\/authorize\S+(?=\n)/.exec(text)?.[0];
        if (!page || opened) return;
        opened = true;
        void browser
          .submit(page, '/oauth/authorize', { decision: 'allow' })
          .then((answer) => fetch(answer.headers.get('location') ?? ''));
      },
    });
  };
  const json = async (folder: Folder, ...args: string[]) =>
    JSON.parse((await folder.run([...args, '--json'])).stdout);

  it('signs in, pulls, publishes twice, and sees both versions and their difference', async () => {
    expect(await here.run(['status'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('prompthub login'),
    });
    expect(await login(here)).toMatchObject({ code: 0, stderr: expect.stringContaining('Signed in to') });
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
      await login(clone);
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
    await login(there);
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

  it('merges a branch, settles in a folder what conflicts, and takes a version back', async () => {
    const stored = await new TokenStore(here.path).get(url);
    const token = stored?.kind === 'oauth' ? stored.accessToken : '';
    const made = await fetch(`${url}/api/v1/projects/acme/support-desk/branches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'shorter', from: 'main' }),
    });
    expect(made.status).toBe(201);
    const side = new Folder();
    side.write({ 'prompthub.yaml': `hub: ${url}\nproject: acme/support-desk\nbranch: shorter\n` });
    await login(side);
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
    side.remove();
  });

  it('names versions, tells them apart, and knows who wrote a line', async () => {
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

  describe('runs', () => {
    const prompt = (greeting: string) =>
      `---\nmodel: echo/echo\ninput: { schema: { name: string } }\nprompthub.tests:\n` +
      `  - { description: greets, vars: { name: Ada }, assert: [ { type: equals, value: "Hello Ada" } ] }\n` +
      `  - { description: renders, mode: render, vars: { name: Bo }, assert: [ { type: contains, value: Bo } ] }\n` +
      `---\n${greeting} {{name}}\n`;
    const ada = ['--vars', '{"name":"Ada"}'];
    let versions: string[];

    beforeAll(async () => {
      await here.run(['pull']);
      for (const greeting of ['Hi', 'Hello']) {
        here.write({ 'greet.prompt': prompt(greeting) });
        await here.run(['push', 'greet.prompt', '-m', greeting]);
      }
      versions = (await json(here, 'log', 'greet.prompt')).map(({ id }: { id: string }) => id);
    });

    it('the published prompt with the organization’s keys, streamed, and says which version', async () => {
      const [newest, older] = versions;
      expect(await here.run(['run', 'greet.prompt', '--hub', '--stream', ...ada])).toEqual({
        code: 0,
        stdout: 'Hello Ada\n',
        stderr: expect.stringMatching(
          `^echo/echo · \\d+ \\+ \\d+ tokens.* · version ${newest?.slice(0, 10)}\n$`,
        ),
      });
      expect(await json(here, 'run', 'greet.prompt', '--hub', '--ref', older ?? '', ...ada)).toMatchObject({
        text: 'Hi Ada',
        commit: older,
      });
    });

    it('nothing that differs from what stands here, unless a version is named', async () => {
      here.write({ 'greet.prompt': prompt('Changed') });
      expect(await here.run(['run', 'greet.prompt', '--hub', ...ada])).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/greet\.prompt.*--ref main/),
      });
      const named = await here.run(['run', 'greet.prompt', '--hub', '--ref', 'main', ...ada]);
      expect(named).toMatchObject({ code: 0, stdout: 'Hello Ada\n' });
      here.write({ 'greet.prompt': prompt('Hello'), 'unpublished.prompt': 'Hi\n' });
      expect(await here.run(['run', 'unpublished.prompt', '--hub'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('unpublished.prompt has none yet'),
      });
      rmSync(join(here.path, 'unpublished.prompt'));
    });

    it.each([
      [1, ['greet.prompt', '--hub', '--model', 'openai/gpt-5-mini', ...ada], /no key for.*openai/i],
      [1, ['greet.prompt', '--hub', '--ref', 'nowhere', ...ada], /no such thing.*nowhere/i],
      [1, ['greet.prompt', '--hub', '--model', 'nobody/x', ...ada], /no key for "nobody"/],
      [2, ['greet.prompt', '--ref', 'main', ...ada], /--ref goes with --hub/],
      [2, ['greet.prompt', '--hub', '--messages', '[]', ...ada], /leave out --context and --messages/],
      [2, ['-', '--hub'], /name a file/],
      [2, ['/elsewhere.prompt', '--hub'], /does not lie in the project/],
    ])('exit code %i: run %j', async (expected, args, message) => {
      const { code, stdout, stderr } = await here.run(['run', ...args]);
      expect({ code, stdout, stderr }).toEqual({
        code: expected,
        stdout: '',
        stderr: expect.stringMatching(message),
      });
    });

    it('the tests of a prompt, those that need a model at the hub', async () => {
      const { totals } = await json(here, 'test', 'greet.prompt', '--hub');
      expect(totals).toMatchObject({ passed: 2, total: 2 });
      const failing = await json(here, 'test', 'greet.prompt', '--hub', '--ref', versions[1] ?? '');
      expect(failing.totals).toMatchObject({ passed: 1, failed: 1 });
      expect(failing.prompts[0].tests[0]).toMatchObject({ output: 'Hi Ada', status: 'failed' });
      const keyless = await json(here, 'test', 'greet.prompt', '--hub', '--model', 'openai/gpt-5-mini');
      expect(keyless.prompts[0].tests[0]).toMatchObject({
        status: 'errored',
        error: expect.stringMatching(/no key for.*openai/i),
      });
    });
  });

  describe('releases', () => {
    let versions: string[];
    beforeAll(async () => {
      await login(here);
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
      const stored = await new TokenStore(here.path).get(url);
      const token = stored?.kind === 'oauth' ? stored.accessToken : '';
      options = { hub: url, project: 'acme/support-desk', token };
      const answer = await fetch(
        `${url}/api/v1/projects/acme/support-desk/environments/production/deployments`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ ref: 'main', why: 'It works' }),
        },
      );
      expect(answer.status).toBe(201);
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
          env: { PATH: process.env['PATH'], PROMPTHUB_HUB: url, PROMPTHUB_TOKEN: String(token) },
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

  it('does not tell what does not exist from what may not be seen', async () => {
    const elsewhere = new Folder().write({ 'prompthub.yaml': `hub: ${url}\nproject: acme/nothing\n` });
    await login(elsewhere);
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

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function signInLink(hub: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const link = /http\S+\/link\?token=\S+/.exec(output)?.[0];
      if (link) resolve(link);
    };
    hub.stdout?.on('data', read);
    hub.stderr?.on('data', read);
    hub.once('exit', (code) => reject(new Error(`The hub ended with ${code}: ${output}`)));
  });
}
