import type { AssertionSpec, AssertionVerdict } from '../runner/test-case';
import { AssertionError } from './assertion';
import { NO_TOOLS, type AssertionTools } from './assertion-tools';
import { judge } from './judge';
import { observed } from './testing/golden';
import { transformOutput } from './transform-output';

const toolsWith = (files: Readonly<Record<string, string>>): AssertionTools => ({
  ...NO_TOOLS,
  readFile: (name) => {
    const text = files[name];
    if (text === undefined) throw new AssertionError(`${name}: there is no such file.`);
    return Promise.resolve(text);
  },
});

const judged = (
  spec: AssertionSpec,
  output: string,
  files: Readonly<Record<string, string>>,
): Promise<AssertionVerdict> => judge(spec, observed(output), { index: 0, tools: toolsWith(files) });

const JAVASCRIPT: readonly (readonly [string, string, string?])[] = [
  ['check.js', 'module.exports = (output, context) => output.includes(context.vars.name);'],
  ['check.cjs', 'exports.default = (output) => output === "Ada";'],
  ['check.mjs', 'export default async function (output) { return { pass: output === "Ada", score: 0.5 }; }'],
  [
    'check.js',
    'const least = 3;\nexport const long = (output) => output.length >= least && output < "B";',
    'long',
  ],
  ['check.js', 'module.exports = { nested: { deep: 1 }, ada(output) { return output === "Ada"; } };', 'ada'],
  [
    'check.ts',
    `import type { Context } from './types';
     interface Grade { pass: boolean; reason: string }
     enum Name { Ada = 'Ada' }
     const wanted = Name.Ada as string;
     export default (output: string, context: Context): Grade => ({ pass: output === wanted, reason: context.vars.user!.city });`,
  ],
];

describe('JavaScript and TypeScript from a file', () => {
  test.each(JAVASCRIPT.map(([file, code, name]) => ({ file, code, name })))(
    '$file: $code',
    async ({ file, code, name }) => {
      const spec = { type: 'javascript', value: `file://${file}${name ? `:${name}` : ''}` };
      expect(await judged(spec, 'Ada', { [file]: code })).toMatchObject({ pass: true });
      const failed = await judged(spec, 'Bob', { [file]: code });
      expect(failed).toMatchObject({ pass: false });
      expect(failed.errored).toBeFalsy();
      expect(await judged({ ...spec, type: 'not-javascript' }, 'Bob', { [file]: code })).toMatchObject({
        pass: true,
      });
    },
  );

  test('it is given the configuration, and the answer as data', async () => {
    const code =
      'export default (output, { config, prompt, model }) => output.n === config.n && !!prompt && !!model;';
    const spec = { type: 'javascript', value: 'file://a/check.js', config: { n: 7 } };
    const tools = toolsWith({ 'a/check.js': code });
    const seen = observed('{"n":7}', { data: { n: 7 } });
    expect(await judge(spec, seen, { index: 0, tools })).toMatchObject({ pass: true });
  });

  const HOSTILE: readonly (readonly [string, string])[] = [
    ['while (true);', 'took more than 1000 ms'],
    ['export default () => { for (;;); }', 'took more than 1000 ms'],
    ['export default () => "x".repeat(2 ** 29)', 'memory'],
    ['export default () => { const all = []; for (;;) all.push(new Uint8Array(1e6)); }', 'memory'],
    ['export default function f() { return f() + 1 }', 'too deep'],
    [
      "import fs from 'node:fs'; export default () => fs.readFileSync('/etc/passwd', 'utf8') !== ''",
      'cannot import node:fs',
    ],
    ["const fs = require('fs'); module.exports = () => true", 'cannot import fs'],
    ["export default async () => (await import('node:fs')).existsSync('/')", 'did not finish'],
    ['export default () => process.exit(0)', 'ReferenceError'],
    ['export default () => fetch("http://127.0.0.1")', 'ReferenceError'],
    ['export default () => new Promise(() => {})', 'never comes'],
    ['export default () => "a text"', 'must return a boolean'],
    ['export default () => {}', 'gave nothing'],
    ['export default 5', 'exports no function by default'],
    ['export const other = () => true', 'exports no function by default'],
    ['this is no code', 'no JavaScript that can be read'],
    ['})(); return true; (() => {', 'no JavaScript that can be read'],
  ];
  test.each(HOSTILE)('is errored, and nothing else happens: %s', async (code, message) => {
    for (const type of ['javascript', 'not-javascript']) {
      const verdict = await judged({ type, value: 'file://x.js' }, 'x', { 'x.js': code });
      expect(verdict).toMatchObject({ pass: false, errored: true });
      expect(verdict.reason).toContain(message);
    }
    expect(await judged({ type: 'javascript', value: 'true' }, 'x', {})).toMatchObject({ pass: true });
  });

  test('a file that is not there, or no code, is said by name', async () => {
    expect((await judged({ type: 'javascript', value: 'file://gone.js' }, '', {})).reason).toBe(
      'gone.js: there is no such file.',
    );
    expect((await judged({ type: 'javascript', value: 'file://x.sh' }, '', {})).reason).toContain(
      'is no JavaScript',
    );
    expect(
      (await judged({ type: 'javascript', value: 'file://x.js:f' }, '', { 'x.js': '' })).reason,
    ).toContain('exports no function f');
  });
});

describe('values from files', () => {
  const files = {
    'expected.txt': 'Hello {{name}}\n',
    'schema.json': '{ "type": "object", "required": ["n"] }',
    'schema.yaml': 'type: object\nrequired: [n]\n',
    'names.yml': '- Ada\n- Bob\n',
    'wanted.ts': 'export const city = (_: string, { vars }: any): string => vars.user.city;',
    'verdict.js': 'export default () => true',
    'broken.json': '{ "a": ',
  };
  test.each<[AssertionSpec, string, string]>([
    [{ type: 'equals', value: 'file://expected.txt' }, 'Hello {{name}}', 'Hello Ada'],
    [{ type: 'is-json', value: 'file://schema.json' }, '{"n":1}', '{}'],
    [{ type: 'is-json', value: 'file://schema.yaml' }, '{"n":1}', '{}'],
    [{ type: 'contains-all', value: 'file://names.yml' }, 'Ada, Bob', 'Ada'],
    [{ type: 'contains-any', value: ['file://expected.txt', '{{name}}'] }, 'Ada', 'Bob'],
    [{ type: 'contains', value: 'file://wanted.ts:city' }, 'in Zürich', 'in Bern'],
  ])('%j', async (spec, holds, fails) => {
    expect(await judged(spec, holds, files)).toMatchObject({ pass: true });
    const failed = await judged(spec, fails, files);
    expect(failed).toMatchObject({ pass: false });
    expect(failed.errored).toBeFalsy();
  });

  test.each([
    ['file://verdict.js', 'must return the value'],
    ['file://broken.json', 'neither JSON nor YAML'],
    ['file://none.txt', 'no such file'],
  ])('%s is an error', async (value, message) => {
    const verdict = await judged({ type: 'not-contains', value }, 'x', files);
    expect(verdict).toMatchObject({ pass: false, errored: true });
    expect(verdict.reason).toContain(message);
  });
});

test('a transform from a file, of one assertion and of a whole test', async () => {
  const files = {
    'shout.ts':
      'export const shout = (output: any, { vars }: any) => (output.reply ?? output + vars.name).toUpperCase();',
  };
  const transform = 'file://shout.ts:shout';
  expect(await judged({ type: 'equals', value: 'HI ADA', transform }, 'hi ', files)).toMatchObject({
    pass: true,
  });
  const { readFile } = toolsWith(files);
  const seen = { output: '{"reply":"x"}', data: { reply: 'x' } };
  expect(await transformOutput(transform, seen, { vars: {}, readFile })).toEqual({ output: 'X' });
  await expect(transformOutput('file://a.py', seen, { vars: {}, readFile })).rejects.toThrow(
    'which a.py is not',
  );
});
