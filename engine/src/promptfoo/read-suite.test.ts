import { readPromptfooCorpus } from '@prompthub/test-fixtures';
import { readPromptfooSuite } from './read-suite';
import { PromptfooConfigError } from './suite-problems';
import { filesOf } from './testing/suite-files';

const FILES = filesOf({
  'a.txt': 'A {{name}}',
  'tests.csv': 'name,__odd\nx,1\n',
  'ragged.csv': 'name,other\nx\n',
  'bad.yaml': '- vars: { a: 1 }\n  nonsense: 2\n',
});

const read = (text: string) => readPromptfooSuite({ path: 'promptfooconfig.yaml', text }, FILES);

async function problemsOf(text: string): Promise<string[]> {
  const error: unknown = await read(text).then(
    () => new PromptfooConfigError([]),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PromptfooConfigError)) throw error;
  return error.message.split('\n').filter((line) => line !== '');
}

/** A configuration that is run, with lines more. */
const withMore = (more: string): string => `prompts: ['Hi {{name}}']\nproviders: [echo]\n${more}\n`;

test.each([
  ['redteam: { plugins: [harmful] }', '3:1: “redteam” is not supported here.'],
  ['extensions: [file://hook.js]', '3:1: “extensions” is not supported here.'],
  ['sharing: true', '3:1: "sharing": must be false: results are shared with nobody.'],
  ['evaluateOptions: { delay: 5 }', '3:20: “delay” is not supported here.'],
  ['evaluateOptions: { maxConcurrency: many }', '3:20: "maxConcurrency" must be a number.'],
  ['defaultTest: file://defaults.yaml', '3:1: Its defaults stand in another file'],
  ['tests: file://tests.py', '3:1: Tests of “file://tests.py” are not read here'],
  ['tests: https://docs.google.com/spreadsheets/d/1', '3:1: Tests of “https://docs.google.com'],
  ['tests: none.csv', '3:1: The file “none.csv” is not there'],
  ['tests: tests.csv', '3:1: The column “__odd” is not supported here.'],
  ['tests: ragged.csv', '3:1: ragged.csv:2: the row has 1 values, and the header 2 names.'],
  ['tests: bad.yaml', '3:1: “nonsense” is not supported here.'],
  [
    'tests: [{ vars: { name: a }, assert: [{ type: equls }] }]',
    '3:41: The assertion “equls” is not judged here.',
  ],
  ['tests: [{ assert: [{ type: equals, values: 1 }] }]', '3:36: “values” is not supported here.'],
  ['tests: [{ threshold: 2 }]', '3:11: "threshold": '],
  ['tests: [{ vars: { name: file://x.js } }]', '3:19: “x.js” is no text'],
  ['tests: [{ vars: { name: file://none.txt } }]', '3:19: The file “none.txt” is not there'],
  ["tests: [{ vars: { name: '{% if x %}' } }]", '3:19: Only names like {{topic}} are filled into values'],
  ['tests: [{ prompts: [none] }]', '3:11: Nothing here is called “none”.'],
  ['tests: [{ options: { storeOutputAs: x } }]', '3:22: “storeOutputAs” is not supported here.'],
  [
    "tests: [{ assert: [{ $ref: '#/assertionTemplates/none' }] }]",
    '3:22: “#/assertionTemplates/none” names nothing',
  ],
  ["description: '{{env.NONE}}'", '3:1: The environment has no “NONE”.'],
])('%s is an error that says where', async (more, problem) => {
  expect(await problemsOf(withMore(more))).toEqual([
    expect.stringContaining(`promptfooconfig.yaml:${problem}`),
  ]);
});

test.each([
  ["['{{ name | slugify }}']", '1:11: '],
  ['[file://make.js]', '1:11: “make.js” is no text'],
  ['[langfuse://reply@production]', '1:11: “langfuse://reply@production” is made by'],
  ["['file://none*.txt']", '1:11: No file fits “none*.txt”.'],
  ['[{ label: x }]', '1:11: A prompt needs its text'],
  ['[\'[{"role": "tool", "content": "x"}]\']', '1:11: Messages of “tool” are not supported here.'],
  ['[]', '1:1: There are no prompts'],
])('prompts: %s is an error that says where', async (prompts, problem) => {
  const found = await problemsOf(`prompts: ${prompts}\nproviders: [echo]\n`);
  expect(found).toEqual([expect.stringContaining(`promptfooconfig.yaml:${problem}`)]);
});

test.each([
  ['[google:gemini-2.5-pro]', '2:13: The provider “google:gemini-2.5-pro” is not supported here.'],
  ['[openai:embedding:text-embedding-3-small]', '2:13: The provider'],
  ['[exec:python]', '2:13: The provider'],
  ['[{ id: openai:gpt-5-mini, config: { apiKey: sk-1 } }]', '2:48: Keys are not read from files'],
  ['[{ id: openai:gpt-5-mini, config: { wings: 2 } }]', '2:48: The setting “wings” is not supported here.'],
  ['[{ id: openai:gpt-5-mini, config: { apiBaseUrl: nowhere } }]', '2:48: The address of'],
  ['[{ id: echo, transform: output }]', '2:25: “transform” is not supported here.'],
])('providers: %s is an error that says where', async (providers, problem) => {
  const found = await problemsOf(`prompts: [Hi]\nproviders: ${providers}\n`);
  expect(found).toEqual([expect.stringContaining(`promptfooconfig.yaml:${problem}`)]);
});

test('all that is wrong is said at once, in its order; a text that is no map and broken YAML too', async () => {
  expect(await problemsOf('redteam: {}\nprompts: [Hi]\nproviders: [echo]\nextensions: []\n')).toHaveLength(2);
  expect(await problemsOf('- 1\n')).toEqual([expect.stringContaining(':1:1: A configuration is a map')]);
  expect(await problemsOf('a: [\n')).toEqual([expect.stringMatching(/^promptfooconfig.yaml:\d+:\d+: /)]);
});

test('models, servers and settings', async () => {
  const { models, endpoints, settings, description } = await read(`
description: In the {{env.REGION}}
prompts: [a.txt, Bye]
targets:
  - openai:chat:gpt-5-mini
  - { id: anthropic:messages:claude-haiku-4-5, label: haiku, config: { max_tokens: 100 } }
  - { id: openai:chat:llama, prompts: [a.txt], config: { apiBaseUrl: http://localhost:8000/v1, temperature: 0.5 } }
  - { id: azure:chat:desk, config: { apiHost: x.openai.azure.com, apiVersion: '2025-04-01' } }
evaluateOptions: { maxConcurrency: 3, repeat: 2, timeoutMs: 1000 }
outputPath: out.html
`);
  expect(models).toEqual([
    { label: 'openai:chat:gpt-5-mini', model: 'openai/gpt-5-mini', config: {} },
    { label: 'haiku', model: 'anthropic/claude-haiku-4-5', config: { temperature: 0, max_tokens: 100 } },
    {
      label: 'openai:chat:llama',
      model: 'promptfoo-3/llama',
      config: { temperature: 0.5, max_tokens: 1024 },
      prompts: [0],
    },
    { label: 'azure:chat:desk', model: 'promptfoo-4/desk', config: { temperature: 0, max_tokens: 1024 } },
  ]);
  expect(endpoints).toEqual([
    { name: 'promptfoo-3', kind: 'openai-compatible', baseUrl: 'http://localhost:8000/v1' },
    { name: 'promptfoo-4', kind: 'azure', baseUrl: 'https://x.openai.azure.com', apiVersion: '2025-04-01' },
  ]);
  expect(settings).toEqual({ concurrency: 3, repeat: 2, timeoutMs: 1000, outputs: ['out.html'] });
  expect(description).toBe('In the north');
});

test('judges, transforms and a model of the test’s own', async () => {
  const { tests } = await read(
    withMore(`tests:
  - provider: openai:gpt-5-mini
    options: { transform: output.trim(), provider: anthropic:messages:claude-haiku-4-5, rubricPrompt: 'Grade {{output}}' }
    assert: [{ type: llm-rubric, value: kind, provider: openai:gpt-5 }]`),
  );
  expect(tests.map(({ test }) => test)).toEqual([
    expect.objectContaining({
      model: 'openai/gpt-5-mini',
      transform: 'output.trim()',
      judge: { model: 'anthropic/claude-haiku-4-5', rubricPrompt: 'Grade {{output}}' },
      assert: [expect.objectContaining({ type: 'llm-rubric', provider: 'openai/gpt-5' })],
    }),
  ]);
});

test('who judges and who makes vectors', async () => {
  const { tests } = await read(
    withMore(`tests:
  - options: { provider: { text: { id: openai:gpt-5 }, embedding: openai:embedding:text-embedding-3-small } }
    assert: [{ type: similar, value: kind, provider: { id: azure:embeddings:own } }]
  - options: { provider: { id: openai:gpt-5-mini } }`),
  );
  expect(tests.map(({ test: { judge } }) => judge)).toEqual([
    { model: 'openai/gpt-5', embeddings: 'openai/text-embedding-3-small' },
    { model: 'openai/gpt-5-mini' },
  ]);
  expect(tests[0]?.test.assert[0]?.provider).toBe('azure/own');
});

test('settings of a judge are not passed over', async () => {
  const more = withMore(
    'tests: [{ options: { provider: { id: openai:gpt-5, config: { temperature: 1 } } } }]',
  );
  await expect(read(more)).rejects.toThrow('config');
});

const corpus = readPromptfooCorpus();
if (corpus.absence) console.info(`skipped: real promptfoo configurations (${corpus.absence})`);
(corpus.absence ? describe.skip : describe)('real configurations', () => {
  test.each(corpus.files.map(({ path, text }) => [path, text]))(
    '%s is run, or named are all the reasons',
    async (_path, text) => {
      const lines = text.split('\n').length;
      const outcome = await read(text).then(
        ({ prompts, models, tests }) => [prompts, models, tests].every(({ length }) => length > 0),
        (error: unknown) =>
          error instanceof PromptfooConfigError &&
          error.problems.length > 0 &&
          error.problems.every(({ line, message }) => line <= lines && message.length > 10),
      );
      expect(outcome).toBe(true);
    },
  );
});

test('a comment is no part of a prompt, whatever an export left in it', async () => {
  const { prompts } = await read(
    "prompts: ['Hi{# handlebars: {{> gone}} #} {{name}}']\nproviders: [echo]\ntests: [{}]\n",
  );
  expect(prompts[0]?.template).toBe('Hi{{!-- handlebars: {{> gone}} --}} {{name}}');
});

test('what compares answers to several prompts is refused, for it would compare fewer than promptfoo does', async () => {
  const config = (more: string): string =>
    `prompts: [{ label: a, raw: Hi }, { label: b, raw: Ho }]\nproviders: [echo]\ntests:\n  - { assert: [{ type: select-best, value: kind }]${more} }\n`;
  expect(await problemsOf(config(''))).toEqual([
    expect.stringContaining(
      'promptfooconfig.yaml:4:5: “select-best” compares the answers to one prompt here',
    ),
  ]);
  expect((await read(config(', prompts: [a]'))).tests).toHaveLength(1);
});
