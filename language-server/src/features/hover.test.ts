import { checkKnowledge } from '@prompthub/engine';
import type { MarkupContent } from 'vscode-languageserver';
import { open, type OpenOptions } from '../testing/context';
import { hover } from './hover';

const prompt = `---
model: openai/gpt-5-mini
input:
  schema:
    user(object):
      name: string, the full name
    tone?: string, how to speak
  default: { tone: friendly }
---
`;

async function text(marked: string, options?: OpenOptions): Promise<string | undefined> {
  const { context, textDocument, position } = await open(marked, options);
  return ((await hover(context, { textDocument, position }))?.contents as MarkupContent | undefined)?.value;
}

test.each([
  ['{{to█ne}}', ['**tone**: `string` (optional)', 'how to speak', 'Default: `"friendly"`', 'Used once']],
  ['{{user.na█me}}', ['**user.name**: `string` (required)', 'the full name']],
  ['{{us█er.name}}', ['**user**: `object` (required)']],
  [
    '{{#with user as |who|}}{{wh█o.name}}{{who}}{{/with}}',
    ['**who**: `object`', 'a block around this', 'Used 2 times'],
  ],
  ['{{#with user as |wh█o|}}{{/with}}', ['**who**: `object`', 'this block gives', 'Not used']],
  ['{{#with user}}{{na█me}}{{/with}}', ['**user.name**: `string`', 'the full name']],
  ['{{#each user}}{{@in█dex}}{{/each}}', ['@index', 'from 0']],
  ['{{#ea█ch user}}{{/each}}', ['{{#each list}}…{{/each}}']],
  ['{{ro█le "system"}}', ['{{role name}}']],
  ['{{role "sys█tem"}}', ['**system**']],
  ['{{role "ass█istant"}}', ['is no role']],
])('%s', async (body, expected) => {
  const found = await text(prompt + body);
  for (const part of expected) expect(found).toContain(part);
});

test.each([['just t█ext'], ['{{unkn█own}}'], ['{{! comm█ent }}']])(
  'nothing is said about %s',
  async (body) => {
    expect(await text(prompt + body)).toBeUndefined();
  },
);

test('a partial shows its text, what it is for, and what it reads', async () => {
  const files = {
    '_greet.prompt': '---\ndescription: Says hello\n---\nHello {{name}} {{> end}}',
    '_end.prompt': '{{city}}',
  };
  const shown = await text('{{> gre█et}}', { files });
  for (const part of ['Hello {{name}}', 'Says hello', 'Reads `name`, `city`.']) expect(shown).toContain(part);
  expect(await text('{{> gre█et}}', { files: { '_greet.prompt': 'Hi' } })).toContain('Reads no variables.');
  expect(await text('{{> gre█et}}', { files: { '_greet.prompt': '{{json this}}' } })).toContain('anything');
  expect(await text('{{> gre█et}}')).toBeUndefined();
});

test('a name shows its value in the selected test, wherever it is written', async () => {
  const tested = prompt.replace(
    'model:',
    'prompthub.tests:\n  - description: one\n    vars: { tone: formal, user: { name: Ada } }\nmodel:',
  );
  expect(await text(`${tested}{{to█ne}}`)).toContain('In the test “one”: `"formal"`');
  expect(await text(`${tested}{{user.na█me}}`)).toContain('`"Ada"`');
  expect(await text(tested.replace('tone?', 'to█ne?') + '{{tone}}')).toContain('(optional)');
  expect(await text(tested.replace('name: Ada', 'na█me: Ada'))).toContain('**user.name**');
});

describe('with what the engine knows', () => {
  const context = { knowledge: checkKnowledge };

  test.each([
    ['---\nmodel: openai/gpt-5-mi█ni\n---\n', ['at most 128,000 tokens', 'Input $']],
    ['---\nmodel: nobody/kno█ws\n---\n', ['provider/model']],
    [
      '---\nconfig:\n  temper█ature: 1\n---\n',
      ['A number from 0 to 2 (openai, azure)', 'from 0 to 1 (anthropic)'],
    ],
    ['---\nconfig:\n  top█K: 1\n---\n', ['A whole number from 1 up', 'Known to anthropic']],
    ['---\noutput:\n  for█mat: json\n---\n', ['One of `json`']],
    [
      '---\nprompthub.tests:\n  - assert: [ { type: con█tains, value: x } ]\n---\n',
      ['**contains**', 'a text'],
    ],
    ['---\nprompthub.tests:\n  - assert: [ { type: not-con█tains } ]\n---\n', ['must not hold']],
  ])('%j', async (marked, expected) => {
    const shown = await text(marked, { context });
    for (const part of expected) expect(shown).toContain(part);
  });
});

test.each([
  ['---\nmo█del: a/b\n---\n', 'provider/model'],
  ['---\ninput:\n  sch█ema: {}\n---\n', 'Picoschema'],
  ['---\nprompthub.tests:\n  - mo█de: run\n---\n', 'never does'],
  ['---\nout█put: {', 'shape of the answer'],
])('the key in %j is explained', async (source, expected) => {
  expect(await text(source)).toContain(expected);
});

test('the keys of a tests file are explained', async () => {
  expect(await text('- desc█ription: x', { path: 'a.tests.yaml' })).toContain('What the test shows');
});
