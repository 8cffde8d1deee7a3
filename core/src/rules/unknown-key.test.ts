import { expectFindings, fixed } from './testing';

const found = (lines: string) => expectFindings('unknown-key', `---\nmodel: x\n${lines}\n---\nHi {{x}}`);

it('knows every key that PromptHub and Dotprompt read', () => {
  found(`input: { schema: { x: string }, default: {} }
output: { format: json, schema: { a: string } }
toolDefs: [{ name: a, description: b, inputSchema: { type: object }, outputSchema: {} }]
prompthub.meta: { owner: me, tags: [a], stability: deprecated, replacedBy: b }
prompthub.requires: { helpers: [], partials: [], schemas: [], tools: [] }
prompthub.limits: { maxInputTokens: 1, maxCostUsd: 0.1, maxLatencyMs: 1 }
prompthub.lint: { unused-input: off, unknown-key: error }
prompthub.tests: [{ whatever: 1 }]
config: { anything: { goes: 1 } }
acme.own: { anything: 1 }`);
});

it.each([
  ['input: { «shema»: {} }', '`input` has no `shema`. Did you mean `schema`?'],
  ['output: { schema: {}, «schma»: {} }', '`output` has no `schma`.'],
  ['toolDefs: [{ «nmae»: a }]', '`toolDefs` has no `nmae`. Did you mean `name`?'],
  ['«prompthub.mta»: {}', 'PromptHub reads no `prompthub.mta`. Did you mean `prompthub.meta`?'],
  ['prompthub.limits: { «maxTokens»: 5 }', '`prompthub.limits` has no `maxTokens`.'],
  [
    'prompthub.lint: { «unusd-input»: off }',
    'There is no diagnostic `unusd-input`. Did you mean `unused-input`?',
  ],
])('%s', (line, message) => expect(found(line)).toMatchObject([{ message, severity: 'warning' }]));

it('says nothing of broken frontmatter', () => {
  found('output: { fromat: json');
});

it('offers to rename or to remove', () => {
  const source = '---\noutput:\n  fromat: json\n  schema: {}\n---\nHi {{x}}';
  expect(fixed('unknown-key', source)).toBe(source.replace('fromat', 'format'));
  expect(fixed('unknown-key', source, { title: 'Remove' })).toBe(source.replace('  fromat: json\n', ''));
});
