import { startModels, type ModelsServer } from './models-server';
import { Folder } from './workspace';

let models: ModelsServer;
let folder: Folder;
beforeAll(async () => {
  models = await startModels();
});
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());
afterAll(() => models.stop());

const config = (more = ''): string => `
prompts: [file://ask.txt, 'Short {{topic}}']
providers:
  - { id: openai:chat:big, label: big, config: { apiBaseUrl: '${models.url}' } }
  - { id: openai:chat:small, label: small, prompts: [ask.txt], config: { apiBaseUrl: '${models.url}', temperature: 1 } }
tests:
  - { vars: { topic: [dogs, cats] }, assert: [{ type: contains, value: big }] }
${more}`;

test('a promptfooconfig.yaml is run as it stands: each model in a column, on the prompts that it is for', async () => {
  folder.write({ 'promptfooconfig.yaml': config(), 'ask.txt': 'Long {{topic}}' });
  const run = ['test', 'promptfooconfig.yaml', '--json', '--allow-host', '127.0.0.1'];
  const { code, stdout, stderr } = await folder.run(run, { env: { OPENAI_API_KEY: 'sk-x' } });
  expect(stderr).not.toContain('prompthub:');
  const report = JSON.parse(stdout) as {
    columns: { label: string }[];
    prompts: { prompt: string; tests: { status: string; column: number; vars: object; output: string }[] }[];
  };
  expect(report.columns.map(({ label }) => label)).toEqual(['big', 'small']);
  const cells = report.prompts.map(({ prompt, tests }) => [
    prompt,
    tests.map(({ vars, column, status, output }) => [vars, column, status, output]),
  ]);
  const [dogs, cats] = [{ topic: 'dogs' }, { topic: 'cats' }];
  expect(cells).toEqual([
    [
      'promptfooconfig.yaml#ask-txt',
      [
        [dogs, 0, 'passed', 'Hi from big'],
        [dogs, 1, 'failed', 'Hi from small'],
        [cats, 0, 'passed', 'Hi from big'],
        [cats, 1, 'failed', 'Hi from small'],
      ],
    ],
    [
      'promptfooconfig.yaml#short-topic',
      [
        [dogs, 0, 'passed', 'Hi from big'],
        [cats, 0, 'passed', 'Hi from big'],
      ],
    ],
  ]);
  expect(code).toBe(1);
  expect(models.asked).toHaveLength(6);
});

test('what it holds that is not run is said with its line, before anybody is asked', async () => {
  const before = models.asked.length;
  folder.write({ 'promptfooconfig.yaml': config('redteam: {}\n') });
  const { code, stdout, stderr } = await folder.run(['test', 'promptfooconfig.yaml']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('promptfooconfig.yaml:8:1: “redteam” is not supported here.');
  expect(models.asked).toHaveLength(before);
});

test('it names its models and prompts itself, and is run alone', async () => {
  folder.write({ 'promptfooconfig.yaml': config(), 'ask.txt': 'x', 'a.prompt': 'Hi' });
  for (const args of [['--models', 'echo/a'], ['a.prompt'], ['--variants']]) {
    const { code, stderr } = await folder.run(['test', 'promptfooconfig.yaml', ...args]);
    expect([args, code]).toEqual([args, 2]);
    expect(stderr).toMatch(/by itself|not for a configuration of promptfoo/);
  }
});

test('in a folder where no prompt has tests it is run without being named', async () => {
  folder.write({
    'evals/promptfooconfig.yaml':
      "prompts: ['Hi {{name}}']\nproviders: [echo]\ntests: [{ vars: { name: Ada }, assert: [{ type: equals, value: Hi Ada }] }]\n",
    'evals/plain.prompt': 'Hello',
  });
  const run = await folder.run(['test', 'evals']);
  expect([run.code, run.stderr]).toEqual([
    0,
    expect.stringContaining('This runs evals/promptfooconfig.yaml.'),
  ]);
  expect(run.stdout).toContain('✓ name: Ada');
  folder.write({
    'evals/plain.prompt':
      '---\nmodel: echo/echo\nprompthub.tests: [{ assert: [{ type: equals, value: Hello }] }]\n---\nHello',
  });
  const own = await folder.run(['test', 'evals']);
  expect([own.code, own.stderr]).toEqual([0, expect.not.stringContaining('This runs')]);
});
