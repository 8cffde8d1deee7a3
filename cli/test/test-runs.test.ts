import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { join } from 'node:path';
import { Folder } from './workspace';

/** Answers with the model's name and the question; `slow` never answers, and `locked` is refused at first. */
let server: Server;
let asked: string[] = [];
let isLocked = true;
let folder: Folder;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    void json(request).then((body) => {
      const { model, messages } = body as { model: string; messages: { content: unknown }[] };
      const question = JSON.stringify(messages.at(-1)?.content);
      asked.push(`${model} ${question}`);
      if (question.includes('slow')) return;
      if (question.includes('locked') && isLocked) return void response.writeHead(403).end('{}');
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
      const choices = [{ index: 0, delta: { content: `${model} says ${question}` }, finish_reason: 'stop' }];
      const events = [{ choices }, { choices: [], usage }].map(
        (event) => `data: ${JSON.stringify(event)}\n\n`,
      );
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .end(`${events.join('')}data: [DONE]\n\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  folder = new Folder().write({
    'prompthub.yaml': `endpoints: { stub: { kind: openai-compatible, baseUrl: "http://127.0.0.1:${port}/v1" } }\n`,
    'a.prompt': '---\nmodel: stub/one\ninput: { schema: { name: string } }\n---\nHello {{name}}\n',
    'a.loud.prompt': '---\nmodel: stub/one\ninput: { schema: { name: string } }\n---\nHELLO {{name}}\n',
    'a.tests.yaml': suite(['Ada', 'Bob']),
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  folder.remove();
});

function suite(names: readonly string[], value = 'one says'): string {
  return names
    .map(
      (name) =>
        `- { description: greets ${name}, vars: { name: ${name} }, assert: [{ type: contains, value: ${value} }] }\n`,
    )
    .join('');
}

const run = (...args: string[]) => folder.run(['test', 'a.tests.yaml', ...args], { env: { CI: '' } });
const reportOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout);

it('asks a matrix of models and variants, and reports it by test and then by column', async () => {
  const outcome = await run('--models', 'stub/one,stub/two', '--variants', '--json');
  const { columns, prompts, totals } = reportOf(outcome);
  expect(columns).toEqual([
    { label: 'one', model: 'stub/one' },
    { label: 'two', model: 'stub/two' },
    { label: 'loud · one', model: 'stub/one', variant: 'loud' },
    { label: 'loud · two', model: 'stub/two', variant: 'loud' },
  ]);
  type Cell = {
    description: string;
    column: number;
    status: string;
    source: string;
    writtenAt: number;
    output: string;
  };
  const cells = (prompts[0].tests as Cell[]).map(({ description, column, status, source, writtenAt }) => [
    description,
    column,
    status,
    source,
    writtenAt,
  ]);
  const row = (name: string, line: number) =>
    [0, 1, 2, 3].map((column) => [
      `greets ${name}`,
      column,
      column % 2 === 0 ? 'passed' : 'failed',
      'a.tests.yaml',
      line,
    ]);
  expect(cells).toEqual([...row('Ada', 1), ...row('Bob', 2)]);
  expect(prompts[0].tests[2].output).toContain('HELLO Ada');
  expect([outcome.code, totals.total, asked.length]).toEqual([1, 8, 8]);
});

it('prints a matrix in the width of the terminal, and a list where that is too narrow', async () => {
  await run('--models', 'stub/one,stub/two', '--output', 'r.json');
  const printed = async (width: number) =>
    (await folder.run(['report', 'r.json'], { env: { COLUMNS: String(width) } })).stdout.split('\n');
  const wide = await printed(60);
  expect(wide[0]).toMatch(/^ +one +two$/);
  expect(wide.filter((line) => /^ greets (?:Ada|Bob) +✓.* +✗/.test(line))).toHaveLength(2);
  for (const width of [60, 40, 36]) {
    const table = (await printed(width)).slice(0, 5);
    expect(table.every((line) => line.length <= width)).toBe(true);
  }
  expect((await printed(20))[1]).toBe('  ✓ greets Ada [one]');
});

it('takes answers from a cassette, and replays it where CI is set without asking anybody', async () => {
  expect(await run('--cassette', 'c.jsonl')).toMatchObject({ code: 0 });
  expect(asked).toHaveLength(2);
  const again = reportOf(
    await folder.run(['test', 'a.tests.yaml', '--cassette', 'c.jsonl', '--json'], { env: { CI: 'true' } }),
  );
  expect(again.prompts[0].tests).toMatchObject([{ recorded: true }, { recorded: true }]);
  folder.write({ 'a.tests.yaml': suite(['Ada', 'Cleo']) });
  const missing = await folder.run(['test', 'a.tests.yaml', '--cassette', 'c.jsonl'], {
    env: { CI: 'true' },
  });
  expect([missing.code, missing.stdout]).toEqual([
    1,
    expect.stringMatching(/! greets Cleo\n.*no recorded answer/),
  ]);
  // Nobody is asked, so that nothing can cost anything.
  expect(missing.stderr).not.toContain('1 question');
  expect(asked).toHaveLength(2);
  expect(await run('--cassette', 'c.jsonl')).toMatchObject({ code: 0 });
  expect(asked).toHaveLength(3);
});

it('goes on after Ctrl-C with what was not asked, and reports what was', async () => {
  folder.write({ 'a.tests.yaml': suite(['Ada', 'slow', 'Bob']) });
  const command = ['test', 'a.tests.yaml', '--concurrency', '1', '--output', 'r.json'];
  const { code, stderr } = await interrupted(command);
  expect([code, stderr]).toEqual([1, expect.stringContaining('Go on with --resume')]);
  expect(JSON.parse(folder.read('r.json')).totals).toMatchObject({ passed: 1, skipped: 2, total: 3 });
  // The question that was on its way may have been paid.
  folder.write({ 'a.tests.yaml': suite(['Ada', 'Bob']) });
  expect((await run('--filter', 'Bob', '--model', 'echo/echo')).stderr).toContain('--resume would go on');
  asked = [];
  const resumed = reportOf(await run('--resume', '--json'));
  expect([resumed.totals, asked]).toEqual([
    expect.objectContaining({ passed: 2, total: 2 }),
    ['one "Hello Bob"'],
  ]);
  expect(existsSync(join(folder.path, '.prompthub'))).toBe(false);
  expect(await run('--resume')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no run to resume'),
  });
});

it('keeps the answers when a provider fails, so that the others are not paid twice', async () => {
  folder.write({ 'a.tests.yaml': suite(['Ada', 'locked']) });
  const failed = await run();
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('Go on with --resume')]);
  [isLocked, asked] = [false, []];
  expect([await run('--resume'), asked]).toEqual([
    expect.objectContaining({ code: 0 }),
    ['one "Hello locked"'],
  ]);
});

/** Runs the command and interrupts it when the slow question is asked. */
function interrupted(args: string[]) {
  return folder.run(args, {
    env: { CI: '' },
    onStart: (child) => {
      const timer = setInterval(() => {
        if (!asked.some((question) => question.includes('slow'))) return;
        clearInterval(timer);
        child.kill('SIGINT');
      }, 20);
      child.once('exit', () => clearInterval(timer));
    },
  });
}

it('keeps the answers when a report cannot be written, so that nothing is paid twice', async () => {
  const { code, stdout, stderr } = await folder.run(['test', 'a.tests.yaml', '--output', 'r.json'], {
    env: { CI: '' },
    // After the check, and before the report is written.
    onStart: () => server.once('request', () => folder.write({ 'r.json/taken': '' })),
  });
  expect([code, stdout, stderr]).toEqual([
    1,
    expect.stringContaining('✓ greets Bob'),
    expect.stringMatching(/Go on with --resume[^]*r\.json/),
  ]);
  asked = [];
  expect([await run('--resume'), asked]).toEqual([expect.objectContaining({ code: 0 }), []]);
});

it('compares with a base, writes the comment, and fails on regressions alone', async () => {
  folder.write({ 'a.tests.yaml': suite(['Ada']) + suite(['Bob'], 'nothing') });
  await run('--output', 'base.json');
  const same = await run('--baseline', 'base.json', '--fail-on', 'regression', '--output', 'comment.md');
  expect([same.code, same.stderr]).toEqual([
    0,
    expect.stringContaining('Compared with the base: 1 still failing.'),
  ]);
  folder.write({ 'a.tests.yaml': suite(['Ada'], 'nothing') + suite(['Bob']) });
  const worse = await run('--baseline', 'base.json', '--fail-on', 'regression', '--output', 'comment.md');
  expect([worse.code, worse.stderr]).toEqual([
    1,
    expect.stringContaining('1 newly failing, 1 newly passing'),
  ]);
  expect(folder.read('comment.md')).toMatch(
    /^<!-- prompthub[^]*### Newly failing \(1\)\n\n- `a\.prompt`: greets Ada/,
  );
  await run('--output', 'head.json');
  const report = ['report', 'head.json', '--baseline', 'base.json', '--output', 'again.md'];
  expect(await folder.run(report)).toMatchObject({ code: 0, stdout: '' });
  expect(folder.read('again.md').split('\n')[1]).toBe(folder.read('comment.md').split('\n')[1]);
});

it('writes the summary of a job, and annotations at the lines of assertions', async () => {
  folder.write({ 'a.tests.yaml': suite(['Ada'], 'nothing') });
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder.path,
    GITHUB_STEP_SUMMARY: join(folder.path, 's.md'),
  };
  const { stdout, stderr } = await folder.run(['test', 'a.tests.yaml', '--json'], { env });
  expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain(
    '**0 passed, 1 failed, 0 errored, 0 skipped**',
  );
  expect(stderr).toMatch(/^::error file=a\.tests\.yaml,line=1,title=greets Ada::contains: /m);
  expect(reportOf({ stdout }).totals.failed).toBe(1);
});

it('says before anybody is asked that a report cannot be written, and what a run may cost', async () => {
  folder.write({ taken: '' });
  const { code, stderr } = await run('--output', 'taken/r.json');
  expect([code, stderr, asked]).toEqual([
    2,
    expect.stringMatching(/--output taken\/r\.json: .* no folder\. Nothing was run/),
    [],
  ]);
  const priced = await run('--model', 'openai/gpt-5-mini', '--max-cost', '0');
  expect([priced.code, priced.stderr, asked]).toEqual([
    1,
    expect.stringMatching(/2 questions: about \$[\d.]+, .*What might pass --max-cost will be skipped\./),
    [],
  ]);
});

it('refuses reports that it cannot read, and says why', async () => {
  folder.write({ 'new.json': '{"version":2}', 'other.json': '{"a":1}', 'torn.json': '{"version":1,' });
  for (const [file, words] of [
    ['new.json', 'version 2, and this prompthub reads version 1'],
    ['other.json', 'is no report of tests'],
    ['torn.json', 'not valid JSON'],
  ] as const)
    expect(await folder.run(['report', file])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(words),
    });
});
