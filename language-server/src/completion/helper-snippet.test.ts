import { BUILTIN_HELPERS, check, render } from '@prompthub/core';
import fc from 'fast-check';
import type { CompletionItem } from 'vscode-languageserver';
import { completion } from '../features/completion';
import { open } from '../testing/context';

const schema = `---
input:
  schema:
    user(object): { name: string, email: string }
    items(array): { title: string }
    tone(enum): [formal, friendly]
    field(enum): [name, email]
    count: integer
    urgent: boolean
    photo: string
prompthub.lint: { unused-input: off }
---
`;
const input = {
  user: { name: 'Ada', email: 'a@b.c' },
  items: [{ title: 'one' }],
  tone: 'formal',
  field: 'name',
  count: 1,
  urgent: true,
  photo: 'https://example.com/a.png',
};
const FENCES = [
  ['', ''],
  ['{{#if @root.urgent}}', '{{/if}}'],
  ['{{#each @root.items as |item|}}', '{{/each}}'],
  ['{{#each @root.items}}', '{{/each}}'],
  ['{{#with @root.user}}\n', '\n{{/with}}'],
  ['{{role "system"}}Be kind.\n', '\n{{role "user"}}Hi'],
];

/** Every way in which a helper can be begun, for a client with snippets and for one without. */
const cases = BUILTIN_HELPERS.flatMap(({ name, kind }) => {
  const begun =
    kind === 'block' ? ['{{█', '{{#█', `{{#${name.slice(0, 2)}█}}`] : ['{{█', `{{${name.slice(0, 2)}█}}`];
  return begun.flatMap((start) => [true, false].map((snippets) => ({ name, kind, start, snippets })));
});

test('every helper renders and passes the checks as it comes, wherever it fits', async () => {
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...cases),
      fc.array(fc.constantFrom(...FENCES), { maxLength: 2 }),
      async (helper, fences) => {
        const before = fences.map(([start]) => start).join('');
        const close = fences
          .map(([, after]) => after)
          .reverse()
          .join('');
        const source = await accepted(`${schema}${before}${helper.start}${close}`, helper);
        if (source === undefined) return;
        tried++;
        const faults = check(source).diagnostics.filter(({ severity }) => severity !== 'hint');
        expect(faults.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
        await render(source, { input });
      },
    ),
    { numRuns: process.env.PROMPTHUB_FULL ? 3000 : 300 },
  );
  expect(tried).toBeGreaterThan(150);
});

/** The text with the proposal taken; undefined where the prompt has nothing that the helper could be about. */
async function accepted(
  marked: string,
  { name, kind, start, snippets }: (typeof cases)[number],
): Promise<string | undefined> {
  const { context, document, textDocument, position } = await open(marked);
  context.abilities = { ...context.abilities, snippets };
  const label = kind === 'block' && start === '{{█' ? `#${name}` : name;
  const item = (await completion(context, { textDocument, position })).find((each) => each.label === label);
  if (!item) throw new Error(`${label} is not offered`);
  const text = takenText(item);
  if (/\b(?:list|value|condition|left|key|url=url)\b/.test(text.split('}}')[0] ?? '')) return undefined;
  if (!item.textEdit || !('range' in item.textEdit)) throw new Error('a proposal without a range');
  const { range } = item.textEdit;
  return (
    document.text.slice(0, document.lines.offsetAt(range.start)) +
    text +
    document.text.slice(document.lines.offsetAt(range.end))
  );
}

/** Written once more here, by the rules of LSP's snippets: the first choice, the default, nothing. */
function takenText({ textEdit, insertTextFormat }: CompletionItem): string {
  const text = textEdit?.newText ?? '';
  if (insertTextFormat !== 2) return text;
  return text.replace(
    /\$\{\d+\|([^,|]*)[^|]*\|\}|\$\{\d+:([^}]*)\}|\$\d/g,
    (_all, choice?: string, value?: string) => choice ?? value ?? '',
  );
}
