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
config: { anything: { goes: 1 }, top_a: 1, min_tokens: 5, logProbs: true, safetySetting: block_most }
acme.own: { anything: 1 }`);
});

it.each([
  ['input: { «shema»: {} }', '`input` has no `shema`. Did you mean `schema`?'],
  ['output: { schema: {}, «schma»: {} }', '`output` has no `schma`.'],
  ['toolDefs: [{ «nmae»: a }]', '`toolDefs` has no `nmae`. Did you mean `name`?'],
  ['config: { «temprature»: 1 }', 'No setting `temprature` is known. Did you mean `temperature`?'],
  ['config: { «maxToken»: 1, seed: 1 }', 'No setting `maxToken` is known. Did you mean `maxTokens`?'],
  ['config: { temperature: 1, «tempreature»: 1 }', 'No setting `tempreature` is known.'],
  ['«prompthub.mta»: {}', 'PromptHub reads no `prompthub.mta`. Did you mean `prompthub.meta`?'],
  ['prompthub.limits: { «maxTokens»: 5 }', '`prompthub.limits` has no `maxTokens`.'],
  [
    'prompthub.lint: { «unusd-input»: off }',
    'There is no diagnostic `unusd-input`. Did you mean `unused-input`?',
  ],
])('%s', (line, message) => expect(found(line)).toMatchObject([{ message, severity: 'warning' }]));

it('knows the settings of the options as well', () => {
  const source = '---\nconfig: { hardnes: 1, hardness: 2, hardnesz: 3 }\n---\nHi {{x}}';
  const settings = [{ names: ['hardness', 'hardnesz'], ranges: {} }];
  expect(expectFindings('unknown-key', source.replace('hardnes:', '«hardnes»:'), { settings })).toHaveLength(
    1,
  );
});

it('says nothing of broken frontmatter', () => {
  found('output: { fromat: json');
});

it('offers to rename or to remove', () => {
  const source = '---\noutput:\n  fromat: json\n  schema: {}\n---\nHi {{x}}';
  expect(fixed('unknown-key', source)).toBe(source.replace('fromat', 'format'));
  expect(fixed('unknown-key', source, { title: 'Remove' })).toBe(source.replace('  fromat: json\n', ''));
});
