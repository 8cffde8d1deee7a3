import type { CoverageResult } from '@prompthub/protocol';
import { open } from '../testing/context';
import { codeLenses } from './code-lens';
import { coverage } from './coverage';

const told = ({ files }: CoverageResult) =>
  files.map(({ uri, branches }) => [
    uri.split('/').at(-1),
    ...branches.map(
      ({ label, tag, reachedBy }) => `${tag.start.line}:${tag.start.character} ${label} ${reachedBy}`,
    ),
  ]);

const PROMPT = `---
prompthub.tests:
  - vars: { tone: dry }
---
{{#if tone}}{{tone}}{{else}}plain{{/if}}
{{> sign}}`;
const SIGN = '---\ninput: {}\n---\n{{#if formal}}Yours{{/if}}';

test('branches of a prompt and of its partials stand in their own files', async () => {
  const { context, uri } = await open(PROMPT, { files: { '_sign.prompt': SIGN } });
  expect(told(await coverage(context, { prompts: [{ uri }] }))).toEqual([
    ['test.prompt', '4:0 {{#if tone}} 1', '4:20 {{else}} of {{#if tone}} 0'],
    ['_sign.prompt', '3:0 {{#if formal}} 0', '3:19 no {{else}} of {{#if formal}} 1'],
  ]);
});

test('a partial that tests of several prompts reach stands once, and so do rows of a dataset each count', async () => {
  const { context, uri } = await open(PROMPT, {
    files: {
      '_sign.prompt': SIGN,
      'other.prompt': '{{> sign}}',
      'other.tests.yaml': '- { dataset: people.csv }\n- { vars: { formal: no, x: 1 } }\n',
      'people.csv': 'formal\nyes\nindeed\n',
    },
  });
  const other = uri.replace('test.prompt', 'other.prompt');
  const prompts = [{ uri, ids: [] }, { uri: other }];
  expect(told(await coverage(context, { prompts }))).toEqual([
    ['test.prompt', '4:0 {{#if tone}} 0', '4:20 {{else}} of {{#if tone}} 0'],
    ['_sign.prompt', '3:0 {{#if formal}} 3', '3:19 no {{else}} of {{#if formal}} 0'],
  ]);
});

test('a lens says how many of them tests reach, where somebody can show them and the engine is there', async () => {
  const titles = async (text: string, options: Parameters<typeof open>[1] = {}) => {
    const { context, textDocument } = await open(text, { files: { '_sign.prompt': SIGN }, ...options });
    const lenses = await codeLenses(context, { textDocument });
    return lenses.flatMap(({ command }) => (/branches/.test(command?.title ?? '') ? command?.title : []));
  };
  const abilities = { ownCommands: true };
  expect(await titles(PROMPT, { abilities })).toEqual(['2 of 4 branches reached']);
  expect(await titles(PROMPT.replace(/\{\{else.*\n.*/, '{{/if}}'), { abilities })).toEqual([
    '1 of 2 branches reached',
  ]);
  expect(await titles('---\nprompthub.tests: [{ vars: {} }]\n---\nHi', { abilities })).toEqual([]);
  expect(await titles('{{#if a}}{{/if}}', { abilities })).toEqual([]);
  expect(await titles(PROMPT)).toEqual([]);
  expect(await titles(PROMPT, { abilities, context: { knowledge: {} } })).toEqual([]);
});

test('of a branch the texts around its blocks are told, so that each is marked for itself', async () => {
  const source = '{{#if a}}\n one\n{{#if b}} two {{/if}}\nthree {{x}}\n{{#if c}}{{/if}}\n{{/if}}';
  const { context, uri } = await open(source);
  const { files } = await coverage(context, { prompts: [{ uri }] });
  const lines = source.split('\n');
  const texts = files[0]?.branches.map(({ label, texts: own }) => [
    label,
    ...own.map(({ start, end }) => lines[start.line]?.slice(start.character, end.character)),
  ]);
  expect(texts).toEqual([
    ['{{#if a}}', 'one', 'three {{x}}'],
    ['{{#if b}}', 'two'],
    ['no {{else}} of {{#if b}}'],
    ['{{#if c}}'],
    ['no {{else}} of {{#if c}}'],
    ['no {{else}} of {{#if a}}'],
  ]);
});
