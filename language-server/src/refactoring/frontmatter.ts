import { addTest, changeSchemaNotation, repairAll, type Range } from '@prompthub/core';
import { CodeActionKind } from 'vscode-languageserver';
import { checkOptions, diagnosticsOf, prepare } from '../checks';
import { overlaps } from '../ranges';
import { selectedTest, testsOf } from '../tests/test-source';
import type { Offer, OfferSource } from './offer';

/** The schema at the cursor in the other notation. */
export const notationOffer: OfferSource = (_context, document, range) =>
  (['input', 'output'] as const).flatMap((part): Offer[] => {
    const entry = document.tree.frontmatter?.entry([part, 'schema']);
    if (!entry?.key || !overlaps({ start: entry.key.start, end: entry.value.end }, range)) return [];
    const found = changeSchemaNotation(document.tree, part);
    if (!found) return [];
    const notation = found.to === 'picoschema' ? 'Picoschema' : 'JSON Schema';
    return [
      {
        id: `notation-${part}`,
        title: `Write ${part}.schema as ${notation}`,
        kind: CodeActionKind.RefactorRewrite,
        make: () => found.change(),
      },
    ];
  });

const REPAIRS = [
  {
    code: 'undefined-variable',
    title: 'Add all undeclared variables to input.schema',
    choose: ({ title }: { title: string }) => title.startsWith('Add '),
  },
  { code: 'unused-input', title: 'Remove all unused inputs', choose: () => true },
];

/** Where one input is missing or unused, and others are, too: all of them at once. */
export const allOfAKindOffer: OfferSource = async (context, document, range) => {
  await prepare(context, document);
  const all = diagnosticsOf(context, document);
  return REPAIRS.flatMap(({ code, title, choose }): Offer[] => {
    const same = all.filter((each) => each.code === code);
    const names = new Set(same.map((each) => document.text.slice(each.range.start, each.range.end)));
    if (names.size < 2 || !same.some((each) => overlaps(each.range, range))) return [];
    return [
      {
        id: `all-${code}`,
        title,
        kind: CodeActionKind.QuickFix,
        make: () => {
          const { edits } = repairAll(document.tree, code, { ...checkOptions(context, document), choose });
          return edits.length > 0 ? { edits } : { refusal: 'None of them can be repaired here.' };
        },
      },
    ];
  });
};

/** A test of the values that show in the editor: those of the selected test, else the defaults. */
export const addTestOffer: OfferSource = async (context, document, range) => {
  const { frontmatter } = document.tree;
  if (!frontmatter || !isInside(range, frontmatter.range)) return [];
  const selected = selectedTest(context, document.uri, await testsOf(context, document));
  const { defaults } = document.analysis.input;
  const description = selected ? `like “${selected.description}”` : 'the default values';
  const vars = selected?.vars ?? defaults;
  if (Object.keys(vars).length === 0) return [];
  return [
    {
      id: 'add-test',
      title: selected
        ? `Add a test with the values of “${selected.description}”`
        : 'Add a test with the default values',
      kind: CodeActionKind.RefactorRewrite,
      make: () => {
        const edits = addTest(document.tree, { description, vars });
        return edits
          ? { edits }
          : { refusal: 'The tests are written in a way that leaves no room for one more.' };
      },
    },
  ];
};

function isInside(range: Range, around: Range): boolean {
  return around.start <= range.start && range.end <= around.end;
}
