import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Folder } from './workspace';

/** One table for all: 0 fine, 1 findings or failures, 2 usage, 3 hub not reachable. */
const BROKEN_LINK = { 'prompthub.yaml': 'hub: [\n' };
const PROMPT = {
  'a.prompt':
    '---\nmodel: echo/echo\nprompthub.tests: [{ description: t, assert: [{ type: contains, value: Hi }] }]\n---\nHi\n',
};
const FAILING = { 'a.prompt': PROMPT['a.prompt'].replace('value: Hi', 'value: Bye') };
const ERROR = { 'a.prompt': '{{#if x}}' };
const UNREACHABLE = { 'prompthub.yaml': 'hub: http://127.0.0.1:1\nproject: acme/desk\n', ...PROMPT };
const GARBAGE = 'garbage';

type Files = Readonly<Record<string, string>>;
const table: [code: number, args: string[], files: Files | typeof GARBAGE][] = [
  [0, ['check'], PROMPT],
  [1, ['check'], ERROR],
  [2, ['check', 'nowhere'], {}],
  [2, ['check', '--format', 'xml'], PROMPT],
  [0, ['format', '-'], PROMPT],
  [1, ['format', '--check'], { 'a.prompt': '---\nmodel:  x/y\n---\n{{ a }}\n' }],
  [2, ['format', 'nowhere'], {}],
  [0, ['render', 'a.prompt'], PROMPT],
  [1, ['render', 'a.prompt'], ERROR],
  [2, ['render'], PROMPT],
  [2, ['render', 'a.prompt', '--vars', '{'], PROMPT],
  [2, ['render', 'a.prompt', '--vars', '[]'], PROMPT],
  [2, ['render', 'a.prompt', '--messages', '[{"role":"bot","content":"x"}]'], PROMPT],
  [0, ['run', 'a.prompt'], PROMPT],
  [1, ['run', 'a.prompt', '--model', 'nobody/x'], PROMPT],
  [2, ['run', 'nowhere.prompt'], {}],
  [2, ['run', 'a.prompt', '--timeout', '0'], PROMPT],
  [2, ['run', 'a.prompt'], { ...PROMPT, ...BROKEN_LINK }],
  [0, ['test'], PROMPT],
  [1, ['test'], FAILING],
  [2, ['test'], {}],
  [2, ['test', '--output', 'report.pdf'], PROMPT],
  [2, ['test', '--output', 'a.prompt/r.html'], PROMPT],
  [0, ['test', '--fail-on', 'never'], FAILING],
  [1, ['test', '--fail-on', 'failed'], FAILING],
  [0, ['test', '--fail-on', 'errored'], FAILING],
  [0, ['test', '--min-pass-rate', '0'], FAILING],
  [1, ['test', '--min-pass-rate', '0.5'], FAILING],
  [2, ['test', '--min-pass-rate', '90'], FAILING],
  [2, ['test', '--fail-on', 'regression'], PROMPT],
  [2, ['test', '--fail-on', 'sometimes'], PROMPT],
  [2, ['test', '--repeat', '2', '--repeat-min-pass', '3'], PROMPT],
  [2, ['test', '--repeat-min-pass', '1'], PROMPT],
  [2, ['test', '--model', 'a/b', '--models', 'a/b,c/d'], PROMPT],
  [2, ['test', '--models', 'a/b,,c/d'], PROMPT],
  [2, ['test', '--variants'], PROMPT],
  [2, ['test', '--cassette-mode', 'replay'], PROMPT],
  [1, ['test', '--cassette', 'none.jsonl', '--cassette-mode', 'replay'], PROMPT],
  [2, ['test', '--cassette', 'a.jsonl', '--resume'], PROMPT],
  [1, ['test', '--resume'], PROMPT],
  [2, ['report', 'r.json', '--output', 'r.pdf'], PROMPT],
  [2, ['test', '--concurrency', 'many'], PROMPT],
  [2, ['login', '--hub', 'nonsense:'], {}],
  [3, ['login', '--token-stdin', '--hub', 'http://127.0.0.1:1'], {}],
  [3, ['login', '--token-stdin'], GARBAGE],
  [3, ['login', '--no-browser', '--hub', 'http://127.0.0.1:1'], {}],
  [3, ['login', '--no-browser'], GARBAGE],
  [0, ['logout', '--hub', 'http://127.0.0.1:1'], {}],
  [2, ['logout'], BROKEN_LINK],
  ...(['status', 'log', 'diff', 'pull', 'branch', 'tag', 'search'] as const).flatMap(
    (command): typeof table => [
      [2, [command], PROMPT],
      [2, [command], BROKEN_LINK],
      [2, [command, '--frobnicate'], UNREACHABLE],
      [3, [command], UNREACHABLE],
      [3, [command], GARBAGE],
    ],
  ),
  [0, ['status', '--offline'], UNREACHABLE],
  [0, ['commit', '-m', 'x'], UNREACHABLE],
  [2, ['commit'], UNREACHABLE],
  [2, ['commit', '-m', ' '], UNREACHABLE],
  [2, ['commit', 'nowhere.prompt', '-m', 'x'], UNREACHABLE],
  [0, ['uncommit'], UNREACHABLE],
  [2, ['switch'], UNREACHABLE],
  [3, ['switch', 'x'], UNREACHABLE],
  [3, ['switch', '--create', 'x'], UNREACHABLE],
  [2, ['log', '../elsewhere.prompt'], UNREACHABLE],
  [2, ['search', 'x', '--sort', 'size'], UNREACHABLE],
  [2, ['search', 'x', '--branch', 'a', '--environment', 'b'], UNREACHABLE],
  [3, ['search', 'x', '--everywhere'], UNREACHABLE],
  [2, ['restore'], UNREACHABLE],
  [2, ['restore', '../a.prompt'], UNREACHABLE],
  [3, ['restore', 'a.prompt'], UNREACHABLE],
  [3, ['restore', 'a.prompt', '--force'], UNREACHABLE],
  [2, ['used-by', 'a.prompt'], UNREACHABLE],
  [3, ['used-by', '_a.prompt'], UNREACHABLE],
  [2, ['branch', 'create'], UNREACHABLE],
  [2, ['branch', 'rename', 'x'], UNREACHABLE],
  [3, ['branch', 'create', 'x'], UNREACHABLE],
  [2, ['tag', 'delete'], UNREACHABLE],
  [2, ['blame'], UNREACHABLE],
  [2, ['blame', '../elsewhere.prompt'], UNREACHABLE],
  [3, ['blame', 'a.prompt'], UNREACHABLE],
  [2, ['compare'], UNREACHABLE],
  [3, ['compare', 'main'], UNREACHABLE],
  [2, ['pull', '--mine', '--theirs'], UNREACHABLE],
  [2, ['push'], UNREACHABLE],
  [2, ['push', '-m', ' '], UNREACHABLE],
  [3, ['push', '-m', 'x'], UNREACHABLE],
  [3, ['push', '-m', 'x'], GARBAGE],
  [2, ['serve', '--port', 'many'], {}],
  [0, ['lsp', '--help'], {}],
  [2, ['frobnicate'], {}],
  [0, ['--version'], {}],
];

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

async function withHub(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const html: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>It works!</h1>');
};

it.each(table)('%d: %j in %j', async (expected, args, files) => {
  const run = async (content: Files) => {
    const { code, stdout, stderr } = await folder.write(content).run(args, { input: 'phub_token' });
    expect({ code, stdout, stderr }).toMatchObject({ code: expected });
    // Every failure says something, to people and not as a stack.
    if (expected > 1) expect(stderr).toMatch(/^(?:prompthub: |error: |.*must be)/m);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(stderr).not.toContain('phub_token');
  };
  if (files !== GARBAGE) await run(files);
  else
    await withHub(html, (url) => run({ 'prompthub.yaml': `hub: ${url}\nproject: acme/desk\n`, ...PROMPT }));
});

describe('a hub that', () => {
  const link = (url: string) => ({ 'prompthub.yaml': `hub: ${url}\nproject: acme/desk\n`, ...PROMPT });

  it('never answers is given up', async () => {
    await withHub(
      () => undefined,
      async (url) => {
        const { code, stderr } = await folder
          .write(link(url))
          .run(['status'], { env: { PROMPTHUB_TIMEOUT: '0.2' } });
        expect([code, stderr]).toEqual([3, expect.stringContaining('did not answer in time')]);
      },
    );
  });

  it('cuts the answer is named, and --json says it too', async () => {
    await withHub(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{', () => response.destroy());
      },
      async (url) => {
        const { code, stdout, stderr } = await folder.write(link(url)).run(['status', '--json']);
        expect([code, stderr]).toEqual([3, expect.stringContaining(url)]);
        expect(JSON.parse(stdout)).toEqual({
          error: { code: 'HubUnreachableError', message: expect.stringContaining('cut') },
        });
      },
    );
  });

  it('sends control characters does not reach the terminal with them', async () => {
    await withHub(
      (_request, response) => {
        const problem = {
          type: 'about:blank',
          title: 'No',
          status: 403,
          code: 'no',
          detail: '\u001b[2Jgone\u0007',
        };
        response.writeHead(403, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
      },
      async (url) => {
        const { code, stderr } = await folder.write(link(url)).run(['status']);
        expect([code, stderr]).toEqual([1, expect.stringContaining('[2Jgone')]);
        expect(stderr).not.toMatch(/[\u001b\u0007]/);
      },
    );
  });

  it('does not know us asks us to sign in', async () => {
    await withHub(
      (_request, response) => {
        const problem = { type: 'about:blank', title: 'Unauthorized', status: 401, code: 'unauthorized' };
        response.writeHead(401, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
      },
      async (url) => {
        const { code, stderr } = await folder
          .write(link(url))
          .run(['status'], { env: { PROMPTHUB_TOKEN: 'phub_secret', PROMPTHUB_HUB: url } });
        expect([code, stderr]).toEqual([1, expect.stringContaining('prompthub login')]);
        expect(stderr).not.toContain('phub_secret');
      },
    );
  });

  it('a link file names does not get the token of another hub', async () => {
    const seen: unknown[] = [];
    await withHub(
      (request, response) => {
        seen.push(request.headers.authorization);
        html(request, response);
      },
      async (url) => {
        folder.write(link(url));
        const PROMPTHUB_TOKEN = 'phub_secret';
        await folder.run(['status'], { env: { PROMPTHUB_TOKEN, PROMPTHUB_HUB: 'https://hub.example' } });
        expect(seen).toEqual([undefined]);
        const alone = await folder.run(['status'], { env: { PROMPTHUB_TOKEN } });
        expect([alone.code, alone.stderr, seen]).toEqual([
          2,
          expect.stringContaining('PROMPTHUB_HUB'),
          [undefined],
        ]);
      },
    );
  });

  it('is broken in the link file is named with its place', async () => {
    const { stderr } = await folder
      .write({ 'prompthub.yaml': 'hub: http://x\nprojekt: a/b\n' })
      .run(['status']);
    expect(stderr).toMatch(/prompthub\.yaml:2:1: unknown key “projekt”/);
  });

  it('is linked to a folder whose state nobody can read has it put aside; a newer version’s is left alone', async () => {
    const state = '.prompthub/state.json';
    await folder.write({ ...UNREACHABLE, [state]: '{' }).run(['commit', '-m', 'x']);
    const told = await folder.run(['status', '--offline']);
    expect(told).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/put aside.*state\.broken\.json$/m),
    });
    const newer = await folder.write({ [state]: '{"version":3}' }).run(['commit', '-m', 'x']);
    expect(newer).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^.*newer version.*update this one\.$/m),
    });
    expect(folder.read(state)).toBe('{"version":3}');
  });
});
