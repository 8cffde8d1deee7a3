import { isPartial, partialNameOf } from '@prompthub/core';
import {
  SymbolKind,
  SymbolTag,
  type SymbolInformation,
  type WorkspaceSymbolParams,
} from 'vscode-languageserver';
import type { Context } from '../context';
import { fuzzyScore } from '../index/fuzzy';
import type { PromptSummary } from '../index/prompt-summary';
import { baseNameOf } from '../navigation/prompt-names';
import { atStart } from '../ranges';
import { fileNameOf, folderOf, relativePath } from '../uri';

const MAX_SYMBOLS = 200;

/** Prompts and partials by their name, for a query with a `/` also by their path; the best 200 of them. */
export async function workspaceSymbols(
  context: Context,
  { query }: WorkspaceSymbolParams,
): Promise<SymbolInformation[]> {
  const { workspace, documents } = context;
  await workspace.indexed;
  const found: { score: number; uri: string; summary: PromptSummary }[] = [];
  for (const [uri, summary] of workspace.summaries()) {
    const score = scoreOf(query, nameOf(uri, summary), () => pathOf(context, uri));
    if (score !== undefined) found.push({ score, uri, summary });
  }
  return found
    .sort((left, right) => right.score - left.score || (left.uri < right.uri ? -1 : 1))
    .slice(0, MAX_SYMBOLS)
    .map(({ uri, summary }) => ({
      name: nameOf(uri, summary),
      kind: isPartial(uri) ? SymbolKind.Module : SymbolKind.File,
      ...(summary.deprecated && { tags: [SymbolTag.Deprecated] }),
      location: { uri: documents.get(uri)?.uri ?? uri, range: atStart() },
    }));
}

/** Letters that are scattered over the folders of a path say nothing of the prompt: most paths hold most letters. */
function scoreOf(query: string, name: string, path: () => string): number | undefined {
  const byName = fuzzyScore(query, name);
  if (!query.includes('/')) return byName;
  const byPath = fuzzyScore(query, path());
  return byName === undefined ? byPath : Math.max(byName + 1, byPath ?? -Infinity);
}

function nameOf(uri: string, { name }: PromptSummary): string {
  return partialNameOf(fileNameOf(uri)) ?? name ?? baseNameOf(uri);
}

function pathOf({ workspace }: Context, uri: string): string {
  return relativePath(workspace.rootOf(uri) ?? folderOf(uri), uri).replace(/\.prompt$/, '');
}
