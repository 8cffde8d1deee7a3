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
  return (hover(context, { textDocument, position })?.contents as MarkupContent | undefined)?.value;
}

test.each([
  ['{{to█ne}}', ['**tone**: `string` (optional)', 'how to speak', 'Default: `"friendly"`']],
  ['{{user.na█me}}', ['**user.name**: `string`', 'the full name']],
  ['{{us█er.name}}', ['**user**: `object`']],
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

test('a partial shows its text', async () => {
  expect(await text('{{> gre█et}}', { files: { '_greet.prompt': 'Hello {{name}}' } })).toContain(
    'Hello {{name}}',
  );
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
