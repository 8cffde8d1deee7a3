import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Folder } from './workspace';

const examples = join(__dirname, '../../examples/support-desk');
const GOOD = '---\nmodel: echo/echo\ninput:\n  schema:\n    name: string\n---\nHello {{name}}\n';
const BAD = '---\ninput:\n  schema:\n    name: string\n---\n{{role "System"}}\nHello {{name}}\n';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

describe('check', () => {
  it('finds nothing in the examples', async () => {
    const { code, stdout } = await folder.run(['check', examples, '--fail-on', 'hint', '--json']);
    expect([JSON.parse(stdout), code]).toEqual([[], 0]);
  });

  it('prints findings as a list with zero-based ranges and a fix', async () => {
    folder.write({
      'a.prompt': GOOD,
      'deep/b.prompt': BAD,
      'node_modules/c.prompt': BAD,
      '.hidden/d.prompt': BAD,
    });
    const { code, stdout } = await folder.run(['check', '.', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      {
        file: join('deep', 'b.prompt'),
        code: 'unknown-role',
        severity: 'error',
        message: expect.any(String),
        range: { start: { line: 5, character: 7 }, end: { line: 5, character: 15 } },
        fix: {
          title: expect.any(String),
          edits: [expect.objectContaining({ newText: expect.stringContaining('system') })],
        },
      },
    ]);
  });

  it('names file, line and column for people', async () => {
    const { stdout, stderr } = await folder.write({ 'b.prompt': BAD }).run(['check']);
    expect(stdout).toMatch(/^b\.prompt:6:8 error .* unknown-role\n$/);
    expect(stderr).toContain('1 file checked: 1 error');
  });

  it('repairs what has one obvious repair', async () => {
    folder.write({ 'b.prompt': BAD });
    expect(await folder.run(['check', '--fix'])).toMatchObject({ code: 0 });
    expect(folder.read('b.prompt')).toBe(BAD.replace('System', 'system'));
  });

  it('reads the standard input', async () => {
    const { code, stdout } = await folder.run(['check', '-', '--json'], { input: BAD });
    expect([code, JSON.parse(stdout)[0].file]).toEqual([1, '-']);
  });

  it('finds partials beside, above and by path, as the editor does', async () => {
    folder.write({
      'prompthub.yaml': 'project: acme/desk\n',
      '_top.prompt': 'top\n',
      'mail/_footer.prompt': 'footer\n',
      'mail/de/a.prompt': '{{> footer}}{{> top}}{{> mail/footer}}{{> nowhere}}\n',
    });
    const { stdout } = await folder.run(['check', '--json', '--fail-on', 'hint']);
    expect(
      JSON.parse(stdout).map(({ code, range }: { code: string; range: { start: object } }) => [
        code,
        range.start,
      ]),
    ).toEqual([['missing-partial', { line: 0, character: expect.any(Number) }]]);
  });

  it.each([
    ['a binary file', new Uint8Array([65, 0, 66]), 'binary-file', { line: 0, character: 1 }],
    ['invalid UTF-8', Buffer.from('{{a}}\n\xc3(', 'latin1'), 'invalid-encoding', { line: 1, character: 0 }],
    [
      'a huge file',
      new Uint8Array(5 * 1024 * 1024 + 1).fill(65),
      'file-too-large',
      { line: 0, character: 0 },
    ],
  ])('reports %s as a finding at its place', async (_name, bytes, code, start) => {
    const outcome = await folder.write({ 'bad.prompt': bytes, 'a.prompt': GOOD }).run(['check', '--json']);
    expect(outcome.code).toBe(1);
    expect(JSON.parse(outcome.stdout)).toMatchObject([{ file: 'bad.prompt', code, range: { start } }]);
  });

  it.each([
    ['a binary file', new Uint8Array([65, 0, 66]), /bad\.prompt[^]* binary data/],
    [
      'invalid UTF-8',
      new Uint8Array([...Buffer.from('{{a}}'), 10, 0xc3, 0x28]),
      /bad\.prompt[^]*Line 2 is not valid UTF-8/,
    ],
    ['a huge file', new Uint8Array(4_000_000).fill(65), /bad\.prompt[^]* 1 million characters/],
  ])('uses nothing of %s, and names it', async (_name, bytes, message) => {
    folder.write({ 'bad.prompt': bytes });
    for (const command of [
      ['render', 'bad.prompt'],
      ['format', '.'],
      ['test', '.'],
    ]) {
      const { code, stderr, stdout } = await folder.run(command);
      // A test that cannot run is part of the result; everything else is said beside it.
      const said = command[0] === 'test' ? stdout : stderr;
      expect({ command, code, said }).toEqual({ command, code: 1, said: expect.stringMatching(message) });
    }
    await folder.run(['check', '--fix']);
    expect(Buffer.from(readFileSync(join(folder.path, 'bad.prompt'))).equals(bytes)).toBe(true);
  });

  it('finds faults of the tests inside of a prompt', async () => {
    folder.write({ 'a.prompt': GOOD.replace('---\nHello', 'prompthub.tests:\n  - mode: dance\n---\nHello') });
    const { stdout } = await folder.run(['check', '--json']);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({
        code: 'invalid-test',
        range: { start: { line: 6, character: 4 }, end: { line: 6, character: 8 } },
      }),
    );
  });

  it('checks files of tests', async () => {
    folder.write({
      'a.prompt': GOOD,
      'a.tests.yaml': '- vars: { name: Ada }\n  assert:\n    - type: contain\n',
    });
    const { stdout } = await folder.run(['check', '--json']);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({
        file: 'a.tests.yaml',
        code: 'unknown-assertion',
        range: expect.objectContaining({ start: { line: 2, character: 12 } }),
      }),
    ]);
  });

  it('survives a prompt that is nothing but open blocks', async () => {
    const { code } = await folder.write({ 'a.prompt': '{{#if a}}'.repeat(5000) }).run(['check']);
    expect(code).toBe(1);
  });
});

describe('format', () => {
  const untidy = '---\nmodel:   echo/echo\n---\nHello {{ name }}\n';
  it('lists what would change, then changes it, then is content', async () => {
    folder.write({ 'a.prompt': untidy });
    expect(await folder.run(['format', '--check', '.'])).toMatchObject({ code: 1, stdout: 'a.prompt\n' });
    expect(folder.read('a.prompt')).toBe(untidy);
    expect(await folder.run(['format', '.'])).toMatchObject({ code: 0 });
    expect(folder.read('a.prompt')).not.toBe(untidy);
    expect(await folder.run(['format', '--check', '.', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' });
  });

  it('passes the standard input through', async () => {
    const { code, stdout } = await folder.run(['format', '-'], { input: untidy });
    expect([code, stdout]).toEqual([0, expect.stringContaining('{{name}}')]);
  });

  it('finds the examples in shape', async () => {
    expect(await folder.run(['format', '--check', examples])).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('render', () => {
  it('prints the messages, or everything', async () => {
    folder.write({
      'a.prompt': `${GOOD}{{role "model"}}{{@mood}}{{history}}`,
      'vars.json': '{"name":"Ada"}',
    });
    const args = [
      'render',
      'a.prompt',
      '--vars',
      '@vars.json',
      '--context',
      '{"mood":"calm"}',
      '--messages',
      '[{"role":"user","content":"earlier"}]',
    ];
    expect((await folder.run(args)).stdout).toMatch(
      /── user ──\nHello Ada\n\n── model ──\ncalm\n\n── user ──\nearlier/,
    );
    const { messages, model } = JSON.parse((await folder.run([...args, '--json'])).stdout);
    expect([model, messages[0]]).toEqual(['echo/echo', { role: 'user', content: [{ text: 'Hello Ada\n' }] }]);
  });

  it('says where a prompt cannot be rendered', async () => {
    const { code, stderr } = await folder
      .write({ 'a.prompt': '---\nmodel: x/y\n---\nHi\n{{> missing}}\n' })
      .run(['render', 'a.prompt']);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^prompthub: a\.prompt:5:\d+: .*missing/)]);
  });

  it('does not let a value of a prompt reach the terminal as a command', async () => {
    folder.write({ 'a.prompt': GOOD });
    const { stdout } = await folder.run(['render', 'a.prompt', '--vars', '{"name":"\\u001b[2J"}']);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('run', () => {
  it('answers with echo and no key', async () => {
    folder.write({ 'a.prompt': GOOD });
    expect(await folder.run(['run', 'a.prompt', '--vars', '{"name":"Ada"}'])).toMatchObject({
      code: 0,
      stdout: 'Hello Ada\n',
    });
    expect((await folder.run(['run', 'a.prompt', '--vars', '{"name":"Ada"}', '--stream'])).stdout).toBe(
      'Hello Ada\n',
    );
    const { stdout } = await folder.run(['run', 'a.prompt', '--vars', '{"name":"Ada"}', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'echo/echo',
      text: 'Hello Ada',
      usage: { estimated: true },
    });
  });

  it('says what is missing when there is no key', async () => {
    const { code, stderr } = await folder
      .write({ 'a.prompt': GOOD })
      .run(['run', 'a.prompt', '--model', 'openai/gpt-5-mini']);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/OPENAI_API_KEY/)]);
  });
});

describe('keys', () => {
  const env = { OPENAI_API_KEY: 'sk-secret-of-the-person' };

  /** A server that takes down what it was sent, and answers like OpenAI. */
  async function withServer(use: (port: number, seen: string[]) => Promise<void>): Promise<void> {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization ?? '');
      request.resume();
      const chunk = {
        id: 'x',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'm',
        choices: [{ index: 0, delta: { content: 'hi' }, finish_reason: 'stop' }],
      };
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await use((server.address() as AddressInfo).port, seen);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  it.each([
    ['a server of its own', 'mine', 'openai-compatible'],
    ['what looks like OpenAI', 'openai', 'openai'],
  ])('never go to an address that the workspace named, as %s', async (_name, name, kind) => {
    await withServer(async (port, seen) => {
      folder.write({
        'a.prompt': GOOD.replace('echo/echo', `${name}/m`),
        'prompthub.yaml': `endpoints:\n  ${name}: { kind: ${kind}, baseUrl: http://127.0.0.1:${port}/v1 }\n`,
      });
      const { stdout, stderr } = await folder.run(['run', 'a.prompt', '--vars', '{"name":"Ada"}'], { env });
      expect([...seen, stdout, stderr].join()).not.toContain('sk-secret');
    });
  });

  it.each([
    ['--allow-host', (host: string) => ({ args: ['--allow-host', host], env })],
    [
      'PROMPTHUB_ALLOW_HOSTS',
      (host: string) => ({ args: [], env: { ...env, PROMPTHUB_ALLOW_HOSTS: `x.example, ${host}` } }),
    ],
  ])('go there once the person named the host by %s', async (_name, allow) => {
    await withServer(async (port, seen) => {
      folder.write({
        'a.prompt': GOOD.replace('echo/echo', 'mine/m'),
        'prompthub.yaml': `endpoints:\n  mine: { baseUrl: http://127.0.0.1:${port}/v1 }\n`,
      });
      const { args, env: environment } = allow(`127.0.0.1:${port}`);
      const { code, stdout } = await folder.run(['run', 'a.prompt', '--vars', '{"name":"Ada"}', ...args], {
        env: environment,
      });
      expect([code, stdout, seen]).toEqual([0, 'hi\n', ['Bearer sk-secret-of-the-person']]);
    });
  });
});

describe('test', () => {
  const tested = (text: string) =>
    `---\nmodel: echo/echo\nprompthub.tests:\n  - description: says hello <&> "you"\n    assert: [{ type: contains, value: ${text} }]\n  - { description: only rendered, mode: render, assert: [{ type: contains, value: Hello }] }\n---\nHello \u0007 ]]> you\n`;

  it('passes the examples with no key', async () => {
    const { code, stdout } = await folder.run(['test', examples, '--json']);
    const { totals } = JSON.parse(stdout);
    expect([code, totals.failed, totals.errored, totals.passed === totals.total, totals.total > 20]).toEqual([
      0,
      0,
      0,
      true,
      true,
    ]);
  });

  it('fails with a reason, and writes three reports', async () => {
    folder.write({
      'a.prompt': tested('Bye'),
      'a.tests.yaml': 'tests:\n  - { description: beside, assert: [{ type: icontains, value: HELLO }] }\n',
    });
    const outputs = ['out/r.json', 'out/r.xml', 'out/r.md'].flatMap((file) => ['--output', file]);
    const { code, stdout, stderr } = await folder.run(['test', '.', ...outputs]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('2 passed, 1 failed, 0 errored, 0 skipped')]);
    expect(stdout).toContain('✗ says hello <&> "you"\n      contains: ');
    const report = JSON.parse(folder.read('out/r.json'));
    expect(report.totals).toMatchObject({ passed: 2, failed: 1, total: 3 });
    expect(report.prompts[0].tests[2]).toMatchObject({
      source: 'a.tests.yaml',
      description: 'beside',
      status: 'passed',
    });
    const xml = folder.read('out/r.xml');
    expect(tagsOf(xml)).toEqual(['testsuites', 'testsuite', 'testcase', 'failure', 'testcase', 'testcase']);
    expect(xml).toContain('<testsuites name="prompthub" tests="3" failures="1" errors="0" skipped="0"');
    expect(xml).toContain('name="says hello &lt;&amp;&gt; &quot;you&quot;"');
    expect(folder.read('out/r.md')).toContain('**2 passed, 1 failed, 0 errored, 0 skipped**');
  });

  it('filters, repeats, and takes a suite for its prompt', async () => {
    folder.write({
      'a.prompt': tested('Hello'),
      'a.tests.yaml': '- { description: beside, assert: [{ type: contains, value: Hello }] }\n',
    });
    const { stdout } = await folder.run([
      'test',
      'a.tests.yaml',
      '--filter',
      'RENDERED',
      '--repeat',
      '3',
      '--json',
    ]);
    expect(JSON.parse(stdout).prompts).toEqual([
      {
        prompt: 'a.prompt',
        tests: [
          expect.objectContaining({
            description: 'only rendered',
            repetitions: { passed: 3, total: 3, least: 3 },
          }),
        ],
      },
    ]);
  });

  it('reports a prompt that cannot be rendered as errored', async () => {
    folder.write({
      'a.prompt': '---\nprompthub.tests: [{ description: t, mode: render }]\n---\n{{> missing}}\n',
    });
    const { code, stdout } = await folder.run(['test', '--json']);
    expect([code, JSON.parse(stdout).totals.errored]).toEqual([1, 1]);
  });
});

describe('help', () => {
  const commands = [
    'check',
    'format',
    'render',
    'run',
    'test',
    'report',
    'judge-agreement',
    'login',
    'logout',
    'status',
    'log',
    'search',
    'used-by',
    'restore',
    'diff',
    'switch',
    'commit',
    'uncommit',
    'push',
    'pull',
    'serve',
    'lsp',
  ];
  it.each(commands)('of %s has examples', async (command) => {
    const { code, stdout } = await folder.run([command, '--help']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`Examples:\\n  \\$ prompthub ${command}`)),
    ]);
  });

  it('comes without colours when nobody watches, and with them when asked', async () => {
    folder.write({ 'b.prompt': BAD });
    expect((await folder.run(['check'])).stdout).not.toContain('\u001b');
    expect((await folder.run(['check'], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b');
    expect((await folder.run(['check'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain(
      '\u001b',
    );
  });
});

/** Names of the elements, in order; throws unless the text is well-formed (tags nest, entities and characters are legal). */
function tagsOf(xml: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const tag = /<(\?xml [^?]*\?|\/?)([a-z]*)((?: [a-z]+="[^"<]*")*)(\/?)>/g;
  const text = xml.replace(tag, (_all, lead: string, name: string, _attributes, empty: string) => {
    if (lead.startsWith('?')) return '';
    if (lead === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      return '';
    }
    names.push(name);
    if (empty === '') open.push(name);
    return '';
  });
  const rest = text.replace(/&(?:amp|lt|gt|quot|#\d+);/g, '');
  if (open.length > 0 || /[<>&\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(rest))
    throw new Error(`not well-formed: ${rest}`);
  return names;
}
