import { render } from '@prompthub/core';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { definition } from '../features/definition';
import { documentHighlights } from '../features/document-highlights';
import { hover } from '../features/hover';
import { references } from '../features/references';
import { prepareRename, rename } from '../features/rename';
import { applyEdit } from '../testing/apply-edit';
import { open, type Opened } from '../testing/context';
import { INPUT, markedPrompts, withKeyRenamed, type MarkedPrompt } from './marked-prompt.arbitrary';
import { namesIn } from './names-in';

const numRuns = process.env.PROMPTHUB_FULL === undefined ? 60 : 1000;

/** `start-end meaning` of every name, as the analysis has it. */
function found({ document }: Opened): string[] {
  const params = new Map<number, string>();
  const places = namesIn(document);
  for (const { meaning } of places)
    if (meaning.kind === 'block-param' && !params.has(meaning.declaration.start))
      params.set(meaning.declaration.start, '');
  // Block parameters are counted in the order in which their blocks are written.
  [...params.keys()].sort((a, b) => a - b).forEach((start, index) => params.set(start, `|${index}`));
  return places.map(
    ({ range, meaning }) =>
      `${range.start}-${range.end} ${meaning.kind === 'property' ? meaning.path.join('/') : params.get(meaning.declaration.start)}`,
  );
}

test('what every name means, as the prompts were built', async () => {
  await fc.assert(
    fc.asyncProperty(markedPrompts, async ({ text, names }) => {
      expect(found(await open(text))).toEqual(
        names.map(({ start, end, meaning }) => `${start}-${end} ${meaning}`),
      );
    }),
    { numRuns },
  );
});

test('no name of a template is passed over, as Handlebars reads it', async () => {
  await fc.assert(
    fc.asyncProperty(markedPrompts, async ({ text }) => {
      const bodyStart = text.lastIndexOf('---\n') + 4;
      const template = namesIn((await open(text)).document).filter(
        ({ range, where }) => range.start >= bodyStart && where === 'template',
      );
      const inQuotes = template.filter(({ range }) => text[range.start - 1] === '"');
      expect(template.length - inQuotes.length).toBe(pathParts(text.slice(bodyStart)));
    }),
    { numRuns },
  );
});

/** How many names the paths of a template have, helpers and `@root` aside. */
function pathParts(template: string): number {
  let count = 0;
  const visitor = new Handlebars.Visitor();
  visitor.PathExpression = ({ parts, data, original }) => {
    if (!['if', 'each', 'with', 'lookup'].includes(original)) count += parts.length - (data ? 1 : 0);
  };
  visitor.accept(Handlebars.parse(template));
  return count;
}

test('definition, references, highlights, hover and rename see the same places', async () => {
  await fc.assert(
    fc.asyncProperty(markedPrompts, fc.nat(), async ({ text, names }, seed) => {
      const opened = await open(text);
      const name = names[seed % names.length];
      if (!name) return;
      await everyFeatureAgrees(opened, name, names);
    }),
    { numRuns },
  );
});

async function everyFeatureAgrees(
  { context, document, textDocument }: Opened,
  { start, end, meaning }: MarkedPrompt['names'][number],
  names: MarkedPrompt['names'],
): Promise<void> {
  const range = (from: number, to: number) => ({
    start: document.lines.positionAt(from),
    end: document.lines.positionAt(to),
  });
  const same = names.filter((other) => other.meaning === meaning);
  const everywhere = same.map((other) => range(other.start, other.end));
  for (const offset of [start, end]) {
    const at = { textDocument, position: document.lines.positionAt(offset) };
    const [target] = await definition(context, at);
    expect(target).toMatchObject({
      originSelectionRange: range(start, end),
      targetSelectionRange: everywhere[0],
    });
    const all = await references(context, { ...at, context: { includeDeclaration: true } });
    expect(all.map((each) => each.range)).toEqual(everywhere);
    expect((await documentHighlights(context, at)).map((each) => each.range)).toEqual(everywhere);
    expect(await prepareRename(context, at)).toMatchObject({ range: range(start, end) });
    const shown = await hover(context, at);
    const isInTag = start > document.text.lastIndexOf('---\n') && document.text[start - 1] !== '"';
    if (shown && isInTag) expect(shown.range).toEqual(range(start, end));
  }
}

test('a rename to a new name renders the same, given the renamed input', async () => {
  await fc.assert(
    fc.asyncProperty(markedPrompts, fc.nat(), async ({ text, names }, seed) => {
      const name = names[seed % names.length];
      if (!name) return;
      const after = await renamed(text, name.start, 'fresh');
      expect(after).toBeDefined();
      await rendersTheSame(text, after ?? '', { meaning: name.meaning, newName: 'fresh' });
    }),
    { numRuns },
  );
});

test('a rename to a name that is in use renders the same, or is refused', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      markedPrompts,
      fc.nat(),
      fc.constantFrom('a', 'b', 'c', 'o', 'p', 'xs'),
      async ({ text, names }, seed, newName) => {
        const name = names[seed % names.length];
        if (!name || text.slice(name.start, name.end) === newName) return;
        const after = await renamed(text, name.start, newName);
        if (after === undefined) refused++;
        else await rendersTheSame(text, after, { meaning: name.meaning, newName });
      },
    ),
    { numRuns: numRuns * 2 },
  );
  expect(refused).toBeGreaterThan(0);
});

/** Undefined when it is refused. */
async function renamed(text: string, offset: number, newName: string): Promise<string | undefined> {
  const { context, document, textDocument } = await open(text);
  const params = { textDocument, position: document.lines.positionAt(offset), newName };
  const edit = await rename(context, params).catch(() => undefined);
  return edit ? applyEdit({ 'test.prompt': text }, edit)['test.prompt'] : undefined;
}

async function rendersTheSame(
  before: string,
  after: string,
  { meaning, newName }: { meaning: string; newName: string },
): Promise<void> {
  const input = meaning.startsWith('|') ? INPUT : withKeyRenamed(INPUT, meaning.split('/'), newName);
  const { messages } = await render(after, { input: input as Record<string, unknown> });
  expect(messages).toEqual((await render(before, { input: INPUT })).messages);
}
