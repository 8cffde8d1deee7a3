import type { Range } from '@prompthub/core';
import { LSPErrorCodes, ResponseError, type WorkspaceEdit } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';

/** A change of one text. */
export interface Edit {
  readonly document: PromptDocument;
  readonly range: Range;
  readonly newText: string;
}

/** A file that gets another address; both normalized. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** What a person reads when something cannot be done. */
export function refusal(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

/** Edits first, then moves. Names the versions that the edits were made for, where the client can use them. */
export function workspaceEdit(
  { abilities, documents }: Context,
  edits: readonly Edit[],
  moves: readonly Move[] = [],
): WorkspaceEdit {
  // A file that is not open is read again each time: the same text, but another document.
  const changes = [...Map.groupBy(edits, ({ document }) => document.key)].map(([key, own]) => ({
    uri: own[0]?.document.uri ?? key,
    version: documents.get(key)?.version ?? null,
    edits: own
      .toSorted((left, right) => left.range.start - right.range.start)
      .map(({ document, range, newText }) => ({ range: toLspRange(document.lines, range), newText })),
  }));
  if (!abilities.documentChanges)
    return { changes: Object.fromEntries(changes.map(({ uri, edits: own }) => [uri, own])) };
  return {
    documentChanges: [
      ...changes.map(({ uri, version, edits: own }) => ({ textDocument: { uri, version }, edits: own })),
      ...moves.map(({ from, to }) => ({
        kind: 'rename' as const,
        oldUri: documents.get(from)?.uri ?? from,
        newUri: to,
      })),
    ],
  };
}

/** The text after edits that do not overlap. */
export function applyEdits(text: string, edits: readonly Pick<Edit, 'range' | 'newText'>[]): string {
  let [result, at] = ['', 0];
  for (const { range, newText } of edits.toSorted((left, right) => left.range.start - right.range.start)) {
    result += text.slice(at, range.start) + newText;
    at = range.end;
  }
  return result + text.slice(at);
}

/** Where an offset of the old text lies in the new one. */
export function shifted(offset: number, edits: readonly Pick<Edit, 'range' | 'newText'>[]): number {
  return edits
    .filter(({ range }) => range.end <= offset)
    .reduce((at, { range, newText }) => at + newText.length - (range.end - range.start), offset);
}
