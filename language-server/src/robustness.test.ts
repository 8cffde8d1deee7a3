import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ResponseError } from 'vscode-languageserver';
import { diagnosticsOf } from './checks';
import { codeActions } from './features/code-actions';
import { completion } from './features/completion';
import { definition } from './features/definition';
import { documentHighlights } from './features/document-highlights';
import { documentLinks } from './features/document-links';
import { documentSymbols } from './features/document-symbols';
import { foldingRanges } from './features/folding';
import { hover } from './features/hover';
import { inlayHints } from './features/inlay-hints';
import { references } from './features/references';
import { rename } from './features/rename';
import { selectionRanges } from './features/selection-ranges';
import { legend, semanticTokens } from './features/semantic-tokens';
import { open, type Opened } from './testing/context';

const corpus = join(__dirname, '../../../shared/corpus/prompt');
const full = process.env.PROMPTHUB_FULL !== undefined;
const files = existsSync(corpus) ? filesBelow(corpus) : [];
if (files.length === 0)
  console.warn(`No corpus at ../shared/corpus/prompt: robustness is tested on the built-in samples alone.`);

const samples = [
  '---\ninput:\n  schema:\n    items(array): { title: string }\nprompthub.tests:\n  - vars: { items: [ { title: a } ] }\n    assert: [ { type: contains, value: a } ]\n---\n{{role "system"}}\n{{#each items as |item i|}}{{item.title}} {{@index}}{{else}}none{{/each}}{{> part a=b}}{{json items indent=2}}\n{{! c }}\r\n{{media url="😀"}}',
];

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.prompt'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A small generator with a seed, so that a failure can be repeated (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Half-typed states: `[text, cursor]` for prefixes and for single characters taken out. */
function* states(text: string, next: () => number): Generator<[string, number]> {
  const places = full
    ? Array.from({ length: text.length }, (_, i) => i + 1)
    : Array.from({ length: 6 }, () => 1 + Math.floor(next() * text.length));
  for (const at of places) {
    yield [text.slice(0, at), at];
    yield [text.slice(0, at - 1) + text.slice(at), at - 1];
  }
}

async function askEverything(opened: Opened, offset: number): Promise<void> {
  const { context, document, textDocument } = opened;
  const position = document.lines.positionAt(offset);
  const everything = {
    start: { line: 0, character: 0 },
    end: document.lines.positionAt(document.text.length),
  };
  const items = await completion(context, { textDocument, position });
  for (const { textEdit } of items) {
    if (!textEdit || !('range' in textEdit)) throw new Error('a proposal without a range');
    const { start, end } = textEdit.range;
    if (start.line !== position.line || end.line !== position.line)
      throw new Error('a proposal on another line');
    if (start.character > position.character || end.character < position.character)
      throw new Error('a proposal beside the cursor');
  }
  await hover(context, { textDocument, position });
  await definition(context, { textDocument, position });
  await references(context, { textDocument, position, context: { includeDeclaration: true } });
  await documentHighlights(context, { textDocument, position });
  await documentLinks(context, { textDocument });
  selectionRanges(context, { textDocument, positions: [position] });
  // What cannot be renamed is refused, and that with a word why.
  await rename(context, { textDocument, position, newName: 'renamed' }).catch((error: unknown) => {
    if (!(error instanceof ResponseError) || error.message === '') throw error;
  });
  documentSymbols(context, { textDocument });
  foldingRanges(context, { textDocument });
  await inlayHints(context, { textDocument, range: everything });
  diagnosticsOf(context, document);
  await codeActions(context, { textDocument, range: everything, context: { diagnostics: [] } });
  checkTokens(opened);
}

/** Every token is on its line, not empty, of a known type, and behind the one before. */
function checkTokens({ context, document, textDocument }: Opened): void {
  const { data } = semanticTokens(context, { textDocument });
  const lines = document.text.split(/\r\n|\n|\r/);
  let [line, start, end] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 5) {
    const [deltaLine = 0, deltaStart = 0, length = 0, type = 0] = data.slice(i, i + 5);
    if (deltaLine > 0) [line, start, end] = [line + deltaLine, 0, 0];
    start += deltaStart;
    if (start < end || length <= 0 || start + length > (lines[line]?.length ?? -1))
      throw new Error(`token ${i / 5} at ${line}:${start}`);
    if (!legend.tokenTypes[type]) throw new Error(`token type ${type}`);
    end = start + length;
  }
}

test.each([
  ...samples.map((text, i) => [`sample ${i}`, text]),
  ...files.map((file) => [file.slice(corpus.length + 1), readFileSync(file, 'utf8')]),
])('every request is answered in every half-typed state of %s', async (name, text) => {
  const next = random(name.length * 7919 + text.length);
  for (const [state, offset] of states(text.slice(0, 20_000), next)) {
    const opened = await open(state, { files: { '_part.prompt': 'x {{a}}' } });
    try {
      await askEverything(opened, offset);
    } catch (error) {
      throw new Error(
        `${name} at ${offset}: ${error instanceof Error ? error.message : String(error)}\n${JSON.stringify(state.slice(Math.max(0, offset - 60), offset + 20))}`,
      );
    }
  }
});

test('a text of 5 MB is answered at once, with one clear diagnostic', async () => {
  const opened = await open('{{#each a}}x'.repeat(420_000));
  await askEverything(opened, 100);
  expect(diagnosticsOf(opened.context, opened.document)).toMatchObject([
    { code: 'file-too-large', severity: 'error' },
  ]);
});

test('binary data is said to be that', async () => {
  const { context, document } = await open('GIF89a\0\u0001\uFFFD');
  expect(diagnosticsOf(context, document)).toMatchObject([
    { code: 'binary-file', range: { start: 6, end: 7 } },
  ]);
});

test('bytes that were no UTF-8 are pointed at', async () => {
  const { context, document } = await open('{{role "user"}}caf\uFFFD {{a}}');
  expect(diagnosticsOf(context, document)).toContainEqual(
    expect.objectContaining({ code: 'invalid-encoding', range: { start: 18, end: 19 } }),
  );
});

test('5,000 nested blocks are survived by every request', async () => {
  const opened = await open('{{#if a}}'.repeat(5000) + 'x' + '{{/if}}'.repeat(5000));
  await askEverything(opened, 9 * 2500 + 3);
});
