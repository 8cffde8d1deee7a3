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

/** Prompts and partials by their name or path; the best 200 of them. */
export async function workspaceSymbols(
  context: Context,
  { query }: WorkspaceSymbolParams,
): Promise<SymbolInformation[]> {
  const { workspace, documents } = context;
  await workspace.indexed;
  const found: { score: number; uri: string; summary: PromptSummary }[] = [];
  for (const [uri, summary] of workspace.summaries()) {
    const path = pathOf(context, uri);
    const byName = fuzzyScore(query, nameOf(uri, summary));
    const byPath = fuzzyScore(query, path);
    if (byName !== undefined || byPath !== undefined)
      found.push({ score: Math.max((byName ?? -Infinity) + 1, byPath ?? -Infinity), uri, summary });
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

function nameOf(uri: string, { name }: PromptSummary): string {
  return partialNameOf(fileNameOf(uri)) ?? name ?? baseNameOf(uri);
}

function pathOf({ workspace }: Context, uri: string): string {
  return relativePath(workspace.rootOf(uri) ?? folderOf(uri), uri);
}
