import { open } from '../testing/context';
import { linkedEditing } from './linked-editing';

/** The text with the linked names between angles; the cursor is █. */
async function linked(marked: string): Promise<string> {
  const { context, document, textDocument, position } = await open(marked);
  const { lines, text } = document;
  const ranges = linkedEditing(context, { textDocument, position })?.ranges ?? [];
  return ranges.reduceRight((shown, { start, end }) => {
    const [from, to] = [lines.offsetAt(start), lines.offsetAt(end)];
    return `${shown.slice(0, from)}‹${shown.slice(from, to)}›${shown.slice(to)}`;
  }, text);
}

test.each([
  ['{{#i█f a}}x{{/if}}', '{{#‹if› a}}x{{/‹if›}}'],
  ['{{#if a}}x{{/if█}}', '{{#‹if› a}}x{{/‹if›}}'],
  ['{{~#each a~}}{{#if a}}x{{/if}}{{~/█each}}', '{{~#‹each› a~}}{{#if a}}x{{/if}}{{~/‹each›}}'],
  ['{{#a.b█}}x{{/a.b}}', '{{#‹a.b›}}x{{/‹a.b›}}'],
  ['{{^a█}}x{{/a}}', '{{^‹a›}}x{{/‹a›}}'],
  ['{{#> card█ x=1}}x{{/card}}', '{{#> ‹card› x=1}}x{{/‹card›}}'],
  ['😀{{#if█ a}}{{else}}{{/if}}', '😀{{#‹if› a}}{{else}}{{/‹if›}}'],
])('%s links %s', async (marked, expected) => {
  expect(await linked(marked)).toBe(expected);
});

test.each([
  '{{#if a█}}x{{/if}}',
  '{{#if a}}█x{{/if}}',
  '{{#if█ a}}x',
  '{{na█me}}',
  '{{#if a}}{{el█se}}{{/if}}',
  '█',
])('%s links nothing', async (marked) => {
  expect(await linked(marked)).not.toContain('‹');
});
