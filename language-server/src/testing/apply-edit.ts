import type { WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** What a client that counts in UTF-16 would make of an edit: path → text, relative to `file:///workspace`. */
export function applyEdit(
  files: Readonly<Record<string, string>>,
  edit: WorkspaceEdit | null,
): Record<string, string> {
  const result = new Map(Object.entries(files));
  const changes = Object.entries(edit?.changes ?? {}).map(([uri, edits]) => ({
    textDocument: { uri },
    edits,
  }));
  for (const change of [...changes, ...(edit?.documentChanges ?? [])]) {
    if ('edits' in change) {
      const path = pathOf(change.textDocument.uri);
      const text = TextDocument.create('', '', 0, result.get(path) ?? '');
      const edits = change.edits.map((each) => ({
        range: each.range,
        newText: 'newText' in each ? each.newText : '',
      }));
      result.set(path, TextDocument.applyEdits(text, edits));
    } else if (change.kind === 'rename') {
      const [from, to] = [pathOf(change.oldUri), pathOf(change.newUri)];
      result.set(to, result.get(from) ?? '');
      result.delete(from);
    } else throw new Error(`cannot ${change.kind}`);
  }
  return Object.fromEntries(result);
}

function pathOf(uri: string): string {
  return decodeURIComponent(uri.replace('file:///workspace/', ''));
}
