import type { Fix } from '@prompthub/core';
import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';
import { folderOf, joinUri } from '../uri';

/** Names the version that the edit was made for, where the client can use it, so that it never lands in another text. */
export function editOf(
  context: Context,
  document: PromptDocument,
  { edits, createFile }: Pick<Fix, 'edits'> & { readonly createFile?: Fix['createFile'] | undefined },
): WorkspaceEdit {
  const textEdits = edits.map(({ range, newText }) => ({
    range: toLspRange(document.lines, range),
    newText,
  }));
  if (!context.abilities.documentChanges && !createFile) return { changes: { [document.uri]: textEdits } };
  const change: TextDocumentEdit = {
    textDocument: { uri: document.uri, version: document.version },
    edits: textEdits,
  };
  return {
    documentChanges: [
      ...(createFile ? fileCreation(document, createFile) : []),
      ...(textEdits.length ? [change] : []),
    ],
  };
}

function fileCreation(
  document: PromptDocument,
  { path, content }: { path: string; content: string },
): NonNullable<WorkspaceEdit['documentChanges']> {
  const uri = joinUri(folderOf(document.key), path);
  const start = { line: 0, character: 0 };
  return [
    { kind: 'create', uri, options: { ignoreIfExists: true } },
    { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: content }] },
  ];
}
