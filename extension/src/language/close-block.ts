import * as vscode from 'vscode';
import { joinEdits } from './join-edits';

/**
 * The end of a block comes from the server as an edit behind the cursor. VS Code would leave the cursor behind that end;
 * as a snippet it stays between the two tags. One undo takes the end back. Other edits pass.
 */
export async function closeBlock(
  document: vscode.TextDocument,
  position: vscode.Position,
  edits: readonly vscode.TextEdit[],
): Promise<vscode.TextEdit[]> {
  const end = edits.find(({ range, newText }) => range.isEmpty && range.start.isEqual(position) && newText);
  const editor = vscode.window.activeTextEditor;
  if (!end || editor?.document !== document) return [...edits];
  const others = edits.filter((edit) => edit !== end);
  const start = others.reduce(
    (first, { range }) => (range.start.isBefore(first) ? range.start : first),
    position,
  );
  const replaced = new vscode.Range(start, position);
  const base = document.offsetAt(start);
  const before = joinEdits(
    document.getText(replaced),
    others.map(({ range, newText }) => ({
      start: document.offsetAt(range.start) - base,
      end: document.offsetAt(range.end) - base,
      newText,
    })),
  );
  const snippet = new vscode.SnippetString().appendText(before).appendTabstop(0).appendText(end.newText);
  await editor.insertSnippet(snippet, replaced);
  return [];
}
