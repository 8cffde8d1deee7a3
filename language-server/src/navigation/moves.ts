import { isPartial, isPrompt, isTestsFile, partialNameOf } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { inParallel } from '../index/in-parallel';
import type { PartialVisibility } from '../index/partial-visibility';
import { CONCURRENCY } from '../index/walk';
import { fileNameOf, folderOf, joinUri, normalizeUri, pathBetween, relativePath } from '../uri';
import type { Edit, Move } from './edits';
import { mentionsIn } from './mentions';
import { occurrencesOf } from './occurrences';
import { partialCalls } from './partial-calls';
import { baseNameOf } from './prompt-names';

/** What has to follow when files get other addresses. */
export interface Consequences {
  readonly edits: readonly Edit[];
  /** Suites that belong to moved prompts and were not moved themselves. */
  readonly suites: readonly Move[];
  /** Files that include a partial which they cannot name any more. */
  readonly lost: readonly string[];
}

/** Includes of partials, `replacedBy` and datasets, written so that they lead to the same files as before. */
export async function consequencesOf(context: Context, requested: readonly Move[]): Promise<Consequences> {
  const { workspace } = context;
  await workspace.indexed;
  const files = requested.flatMap(({ from, to }) => expand(context, normalizeUri(from), normalizeUri(to)));
  const suites = files.flatMap((move) => suiteMove(context, move, files));
  const moved = new Map([...files, ...suites].map(({ from, to }) => [from, to]));
  const edits: Edit[] = [];
  const lost: string[] = [];
  const after = workspace.visibilityAfter(moved);
  await inParallel([...concerned(context, moved)], CONCURRENCY, async (uri) => {
    const document = await workspace.load(uri);
    if (!document) return;
    const own = includeEdits(context, document, { moved, after });
    edits.push(...own.edits);
    if (own.isLost) lost.push(uri);
  });
  for (const move of files) edits.push(...(await mentionEdits(context, move)));
  for (const { from, to } of [...files, ...suites]) {
    const suite = isTestsFile(from) ? await workspace.load(from) : undefined;
    if (suite) edits.push(...datasetEdits(suite, to, moved));
  }
  return { edits, suites, lost: lost.sort() };
}

/** A folder moves all that lies in it. */
function expand({ workspace }: Context, from: string, to: string): Move[] {
  const files = workspace.filesBelow(from);
  if (files.length === 0) return [{ from, to }];
  return files.map((file) => ({
    from: file,
    to: file === from ? to : joinUri(to, relativePath(from, file)),
  }));
}

function suiteMove({ workspace }: Context, { from, to }: Move, files: readonly Move[]): Move[] {
  const suite = isPrompt(from) && isPrompt(to) ? workspace.suiteOf(from) : undefined;
  if (suite === undefined || files.some((move) => move.from === suite)) return [];
  const target = to.replace(/\.prompt$/, '') + suite.slice(from.replace(/\.prompt$/, '').length);
  return workspace.has(target) ? [] : [{ from: suite, to: target }];
}

/** Prompts that see something else than before, or name what others see anew. */
function concerned({ workspace }: Context, moved: ReadonlyMap<string, string>): Set<string> {
  const found = new Set([...moved.keys()].filter((uri) => isPrompt(uri)));
  for (const uri of [...moved].flat()) {
    const name = partialNameOf(fileNameOf(uri));
    if (name !== undefined) for (const user of workspace.namersOf(name)) found.add(user);
  }
  return found;
}

function includeEdits(
  { workspace }: Context,
  document: PromptDocument,
  { moved, after }: { moved: ReadonlyMap<string, string>; after: PartialVisibility },
): { edits: Edit[]; isLost: boolean } {
  const before = workspace.partialUris(document.uri);
  const visible = after.of(moved.get(document.key) ?? document.key) ?? new Map<string, string>();
  const edits: Edit[] = [];
  let isLost = false;
  for (const { name, range, closing, node } of partialCalls(document)) {
    const target = before?.get(name);
    const wanted = target && (moved.get(target) ?? target);
    if (wanted === undefined || visible.get(name) === wanted) continue;
    const newName = nameFor(wanted, visible, name.includes('/'));
    if (newName === undefined) isLost = true;
    else {
      const quotes = node.name.type !== 'StringLiteral' && /[^\p{L}\p{N}_$./-]/u.test(newName);
      const newText = quotes ? JSON.stringify(newName) : newName;
      for (const each of closing ? [range, closing] : [range]) edits.push({ document, range: each, newText });
    }
  }
  return { edits, isLost };
}

/** A name that leads to a partial, written with a path if the one before was; the shortest of them. */
function nameFor(uri: string, visible: ReadonlyMap<string, string>, withPath: boolean): string | undefined {
  const isOther = (name: string): number => Number(name.includes('/') !== withPath);
  return [...visible]
    .filter(([, file]) => file === uri)
    .map(([name]) => name)
    .sort((left, right) => isOther(left) - isOther(right) || left.length - right.length)[0];
}

async function mentionEdits(context: Context, { from, to }: Move): Promise<Edit[]> {
  if (!isPrompt(from) || isPartial(from)) return [];
  const occurrences = await occurrencesOf(context, { kind: 'prompt', name: '', uri: from });
  return occurrences.flatMap(({ document, range, role }) => {
    const text = document.text.slice(range.start, range.end);
    const newText = role === 'use' ? newMention(context, text, { from, to }) : undefined;
    return newText === undefined || newText === text ? [] : [{ document, range, newText }];
  });
}

/** A prompt that goes by its own `name` keeps it; one that goes by its file goes by the new one. */
function newMention({ workspace }: Context, text: string, { from, to }: Move): string | undefined {
  if (workspace.summaryOf(from)?.name === text) return undefined;
  const ending = text.endsWith('.prompt') ? '.prompt' : '';
  const written = text.slice(0, text.length - ending.length);
  if (written === baseNameOf(from)) return baseNameOf(to) + ending;
  const root = workspace.rootOf(from);
  const isFromRoot = root !== undefined && joinUri(root, `${written}.prompt`) === from;
  return isFromRoot ? relativePath(root, to).replace(/\.prompt$/, '') + ending : undefined;
}

function datasetEdits(suite: PromptDocument, to: string, moved: ReadonlyMap<string, string>): Edit[] {
  return mentionsIn(suite).flatMap(({ kind, text, range }) => {
    const file = joinUri(folderOf(suite.key), text);
    const newPath = pathBetween(folderOf(to), moved.get(file) ?? file);
    const isSame = kind !== 'dataset' || joinUri(folderOf(to), text) === (moved.get(file) ?? file);
    return isSame ? [] : [{ document: suite, range, newText: newPath.replace(/^\.\/(?!\.)/, '') }];
  });
}
