import { open } from '../testing/context';
import { signatureHelp } from './signature-help';

const files = {
  '_card.prompt': '---\ninput:\n  schema: { title: string, user: string, note?: string }\n---\n{{title}}',
  '_free.prompt': 'Bye {{sender}}',
};

/** The signature with its active parameter between guillemets; the cursor is █. */
async function help(marked: string): Promise<string> {
  const { context, textDocument, position } = await open(marked, { files });
  const found = signatureHelp(context, { textDocument, position });
  const [signature] = found?.signatures ?? [];
  if (!signature) return 'none';
  const active = signature.parameters?.[found?.activeParameter ?? -1]?.label;
  if (!Array.isArray(active)) return signature.label;
  const [start, end] = active;
  return `${signature.label.slice(0, start)}«${signature.label.slice(start, end)}»${signature.label.slice(end)}`;
}

test.each([
  ['{{█', 'none'],
  ['{{#if█', 'none'],
  ['{{name █}}', 'none'],
  ['text █', 'none'],
  ['{{/if █', 'none'],
  ['{{#if █', '{{#if «condition» [includeZero=…]}}'],
  ['{{#if a█}}', '{{#if «condition» [includeZero=…]}}'],
  ['{{#if a █', '{{#if condition «[includeZero=…]»}}'],
  ['{{else if █', '{{#if «condition» [includeZero=…]}}'],
  ['{{#ifEquals a.b "x█', '{{#ifEquals left «right»}}'],
  ['{{#ifEquals a █}}', '{{#ifEquals left «right»}}'],
  ['{{role "█"}}', '{{role «name»}}'],
  ['{{json order in█', '{{json value «[indent=…]»}}'],
  ['{{json order indent=2█', '{{json value «[indent=…]»}}'],
  ['{{media █', '{{media «url=…» [contentType=…]}}'],
  ['{{media url=photo █', '{{media url=… «[contentType=…]»}}'],
  ['{{media contentType="image/█', '{{media url=… «[contentType=…]»}}'],
  ['{{json (lookup a █', '{{lookup value «key»}}'],
  ['{{json (lookup a b) █', '{{json value «[indent=…]»}}'],
  ['{{history █', '{{history}}'],
  ['{{> card █', '{{> card «title=…» user=… [note=…]}}'],
  ['{{> card title="x" █', '{{> card title=… «user=…» [note=…]}}'],
  ['{{> card user=na█', '{{> card title=… «user=…» [note=…]}}'],
  ['{{> card no█}}', '{{> card title=… user=… «[note=…]»}}'],
  ['{{#> card █', '{{> card «title=…» user=… [note=…]}}'],
  ['{{> free █}}', '{{> free «sender=…»}}'],
  ['{{> nobody █}}', 'none'],
])('%s shows %s', async (marked, expected) => {
  expect(await help(marked)).toBe(expected);
});
