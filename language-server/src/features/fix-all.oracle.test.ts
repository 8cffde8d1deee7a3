import { dirname } from 'node:path/posix';
import { check, isPartial, parse, partialNameOf, render } from '@prompthub/core';
import { readCorpus, type CorpusFile } from '@prompthub/test-fixtures';
import { checkKnowledge } from '@prompthub/engine';
import { applyEdit } from '../testing/apply-edit';
import { open } from '../testing/context';
import { codeActions, FIX_ALL } from './code-actions';

const { files: corpus, absence } = readCorpus();
if (absence) console.warn(`Nothing is fixed in real prompts: ${absence}`);
const folders = Map.groupBy(corpus, ({ path }) => dirname(path));

interface Fixed {
  readonly before: string;
  readonly after: string;
  readonly partials: Readonly<Record<string, string>>;
}

/** A prompt of the corpus after everything obvious was fixed; undefined where there is nothing to fix. */
async function fixed({ path, text }: CorpusFile): Promise<Fixed | undefined> {
  const folder = dirname(path);
  const files = Object.fromEntries(
    (folders.get(folder) ?? []).map((file) => [file.path.slice(folder.length + 1), file.text]),
  );
  const name = path.slice(folder.length + 1);
  const { context, textDocument, document } = await open(text, {
    path: name,
    files,
    context: { knowledge: checkKnowledge },
  });
  const range = { start: { line: 0, character: 0 }, end: document.lines.positionAt(text.length) };
  const asked = { diagnostics: [], only: [FIX_ALL] };
  const [action] = await codeActions(context, { textDocument, range, context: asked });
  if (!action) return undefined;
  const partials = Object.entries(files).flatMap(([file, source]): [string, string][] => {
    const bare = isPartial(file) ? partialNameOf(file) : undefined;
    return bare === undefined ? [] : [[bare, source]];
  });
  return {
    before: text,
    after: applyEdit({ ...files, [name]: text }, action.edit ?? null)[name] ?? '',
    partials: Object.fromEntries(partials),
  };
}

/** The messages for a value in every name that the text has; what goes wrong counts as an answer, too. */
function messagesOf(source: string, { before, partials }: Fixed): Promise<unknown> {
  const words = [...new Set(before.match(/[A-Za-z_]\w*/g))];
  const input = Object.fromEntries(words.map((word) => [word, `value of ${word}`]));
  return render(source, { input }, { partials }).then(
    ({ messages }) => messages,
    (error: unknown) => String(error),
  );
}

function errors(source: string, { partials }: Fixed): string[] {
  return check(source, { ...checkKnowledge, partials })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
}

function templateOf(source: string): string {
  const { start, end } = parse(source).templateRange;
  return source.slice(start, end);
}

test('fixing all in real prompts makes no new errors, and outside of templates leaves the messages as they are', async () => {
  let [count, all] = [0, 0];
  for (const file of corpus) {
    const result = await fixed(file);
    if (!result) continue;
    all++;
    expect(parse(result.after).problems.length).toBeLessThanOrEqual(parse(result.before).problems.length);
    // What cannot be read hides other mistakes.
    if (errors(result.before, result).length > 0) continue;
    expect([file.path, errors(result.after, result)]).toEqual([file.path, []]);
    // What is repaired in a template was rendered wrongly.
    if (templateOf(result.before) !== templateOf(result.after)) continue;
    count++;
    expect([file.path, await messagesOf(result.after, result)]).toEqual([
      file.path,
      await messagesOf(result.before, result),
    ]);
  }
  if (!absence) expect([count > 0, all > 20]).toEqual([true, true]);
}, 60_000);

test('an input that was added to a real prompt for nothing goes again, and nothing else changes', async () => {
  let count = 0;
  for (const file of corpus) {
    const text = withUnusedInput(file.text);
    if (text === undefined || (await fixed(file)) !== undefined) continue;
    const result = await fixed({ ...file, text });
    // Where everything may be used, nothing is unused.
    if (!result) continue;
    count++;
    expect([file.path, result.after]).toEqual([file.path, file.text]);
  }
  if (!absence) expect(count).toBeGreaterThan(20);
}, 60_000);

function withUnusedInput(text: string): string | undefined {
  const { frontmatter, problems, dialect } = parse(text);
  const schema = frontmatter?.entry(['input', 'schema'])?.value;
  const isPicoschema = frontmatter?.entry(['input', 'schema', 'properties']) === undefined;
  if (!schema || problems.length > 0 || dialect !== 'dotprompt' || !isPicoschema) return undefined;
  const { start } = schema;
  if (text[start] === '{') return `${text.slice(0, start + 1)} unusedHere: string,${text.slice(start + 1)}`;
  const blanks = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (blanks.trim() !== '') return undefined;
  return `${text.slice(0, start)}unusedHere: string\n${blanks}${text.slice(start)}`;
}
