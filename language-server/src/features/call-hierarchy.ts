import { isPartial, partialNameOf } from '@prompthub/core';
import {
  SymbolKind,
  type CallHierarchyIncomingCall,
  type CallHierarchyIncomingCallsParams,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type CallHierarchyOutgoingCallsParams,
  type CallHierarchyPrepareParams,
} from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { callsOf } from '../navigation/occurrences';
import { partialCalls } from '../navigation/partial-calls';
import { baseNameOf } from '../navigation/prompt-names';
import { symbolAt } from '../navigation/symbol';
import { atStart, toLspRange } from '../ranges';
import { fileNameOf, folderOf, relativePath } from '../uri';

/** The partial under the cursor; elsewhere the prompt itself. */
export async function prepareCallHierarchy(
  context: Context,
  { textDocument, position }: CallHierarchyPrepareParams,
): Promise<CallHierarchyItem[] | null> {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.kind !== 'prompt' || document.unreadable) return null;
  await context.workspace.ready;
  const found = await symbolAt(context, document, document.lines.offsetAt(position));
  if (found?.symbol.kind !== 'partial') return [itemOf(context, document)];
  const { uri } = found.symbol;
  const partial = uri === undefined ? undefined : await context.workspace.load(uri);
  return partial ? [itemOf(context, partial)] : null;
}

/** Who includes it. */
export async function incomingCalls(
  context: Context,
  { item }: CallHierarchyIncomingCallsParams,
): Promise<CallHierarchyIncomingCall[]> {
  const calls = Map.groupBy(await callsOf(context, item.uri), ({ document }) => document);
  return [...calls].map(([document, own]) => ({
    from: itemOf(context, document),
    fromRanges: own.map(({ call }) => toLspRange(document.lines, call.range)),
  }));
}

/** What it includes. */
export async function outgoingCalls(
  context: Context,
  { item }: CallHierarchyOutgoingCallsParams,
): Promise<CallHierarchyOutgoingCall[]> {
  const { workspace } = context;
  await workspace.ready;
  const document = await workspace.load(item.uri);
  if (!document) return [];
  const visible = workspace.partialUris(document.uri);
  const found: CallHierarchyOutgoingCall[] = [];
  for (const [uri, calls] of Map.groupBy(partialCalls(document), ({ name }) => visible?.get(name))) {
    const partial = uri === undefined ? undefined : await workspace.load(uri);
    if (partial)
      found.push({
        to: itemOf(context, partial),
        fromRanges: calls.map(({ range }) => toLspRange(document.lines, range)),
      });
  }
  return found;
}

function itemOf({ workspace }: Context, { uri, key, lines, text }: PromptDocument): CallHierarchyItem {
  return {
    name: partialNameOf(fileNameOf(key)) ?? baseNameOf(key),
    kind: isPartial(key) ? SymbolKind.Module : SymbolKind.File,
    detail: relativePath(workspace.rootOf(key) ?? folderOf(key), key),
    uri,
    range: toLspRange(lines, { start: 0, end: text.length }),
    selectionRange: atStart(),
  };
}
