import { readPromptfooSuite } from './read-suite';
import type { PromptfooSuite } from './suite';

/** Each of these ends by itself and soon; one that does not takes minutes, and with it the test's time. */
const read = (text: string, environment: Record<string, string> = {}): Promise<PromptfooSuite> =>
  readPromptfooSuite(
    { path: 'promptfooconfig.yaml', text: `providers: [echo]\n${text}` },
    { read: () => Promise.resolve(undefined), list: () => Promise.resolve([]), environment },
  );

test('secrets of the environment are put into no text', async () => {
  const environment = {
    OPENAI_API_KEY: 'sk-secret',
    GITHUB_TOKEN: 'ghp-secret',
    DB_PASSWORD: 'pw',
    PGPASSWORD: 'pw',
    REDIS_URL: 'redis://:pw@cache:6379',
    REGION: 'eu',
  };
  for (const name of ['OPENAI_API_KEY', 'GITHUB_TOKEN', 'DB_PASSWORD', 'PGPASSWORD', 'REDIS_URL'])
    await expect(read(`prompts: ['{{env.${name}}} {{ env["${name}"] }}']\n`, environment)).rejects.toThrow(
      `“${name}” looks like a secret`,
    );
  const { prompts } = await read(
    `prompts: ['{{env.REGION}} {{env.DEMO_KEY}}']\nenv: { DEMO_KEY: shown }\n`,
    environment,
  );
  expect(prompts[0]?.template).toBe('eu shown');
  await expect(read(`prompts: ['{{env.constructor}}']\n`)).rejects.toThrow(
    'The environment has no “constructor”',
  );
});

test('names of what every object has are names', async () => {
  const { tests } = await read(
    'prompts: ["{{constructor.name}}{{a.__proto__.x}}"]\n' +
      'defaultTest: { vars: { __proto__: { polluted: 1 } }, metadata: { __proto__: { polluted: 1 } } }\n' +
      'tests: [{ vars: { a: 1, constructor: { prototype: { polluted: 1 } }, __proto__: { polluted: 1 } } }]\n',
  );
  expect(tests[0]?.test.vars).toMatchObject({ a: 1, constructor: { prototype: { polluted: 1 } } });
  expect(Object.getPrototypeOf(tests[0]?.test.vars)).toBe(Object.prototype);
  expect({}).not.toHaveProperty('polluted');
  await expect(
    read("prompts: [x]\ntests: [{ assert: [{ $ref: '#/__proto__/toString' }] }]\n"),
  ).rejects.toThrow('names nothing in this file');
});

test.each([
  ['tags that do not end', `prompts: ["${'{{'.repeat(200_000)}"]`, undefined],
  ['raw texts that do not end', `prompts: ["${'{% raw %}'.repeat(20_000)}"]`, 'is not run here'],
  ['a tag of blank space', `prompts: ["{{ a${' '.repeat(100_000)}b }}"]`, 'is not run here'],
  ['a condition of blank space', `prompts: ["{% if a${' '.repeat(100_000)}b %}"]`, 'is not run here'],
  ['lists times lists', `prompts: [x]\ntests: [{ vars: { ${lists(12)} } }]`, 'more than 100000 tests'],
  [
    'values in values',
    `prompts: [x]\ntests: [{ vars: { ${doubling(60)} } }]`,
    'more than 4000000 characters',
  ],
  ['references in references', `prompts: [x]\nassertionTemplates: { ${referring(19)} }`, 'names nothing'],
])('%s', async (_, text, problem) => {
  if (problem === undefined) await expect(read(`${text}\n`)).resolves.toBeDefined();
  else await expect(read(`${text}\n`)).rejects.toThrow(problem);
});

function lists(count: number): string {
  const items = JSON.stringify(Array.from({ length: 10 }, (_, index) => `${index}`));
  return Array.from({ length: count }, (_, index) => `l${index}: ${items}`).join(', ');
}

function doubling(count: number): string {
  const values = Array.from(
    { length: count },
    (_, index) => `v${index}: "{{v${index + 1}}}{{v${index + 1}}}"`,
  );
  return [...values, `v${count}: ha`].join(', ');
}

function referring(count: number): string {
  const twice = (index: number): string => `{ $ref: '#/assertionTemplates/t${index}' }`;
  const maps = Array.from(
    { length: count },
    (_, index) => `t${index}: { a: ${twice(index + 1)}, b: ${twice(index + 1)} }`,
  );
  return [...maps, `t${count}: { type: is-json }`].join(', ');
}
