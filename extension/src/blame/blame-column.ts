import * as vscode from 'vscode';
import type { LineOrigin } from './blame-lines';
import { columnText, heatOf, HEATS } from './blame-text';

/** From hot to cold. */
const HEAT_COLOURS = ['charts.orange', 'charts.yellow', 'charts.green', 'charts.blue', 'charts.purple'];
const MINUTE = 60_000;

type Hover = (editor: vscode.TextEditor, origin: LineOrigin) => vscode.MarkdownString | undefined;

/** Writes before every line of a file who wrote it, with a stripe that tells how long ago. */
export class BlameColumn implements vscode.Disposable {
  readonly #hover: Hover;
  readonly #text = vscode.window.createTextEditorDecorationType({
    before: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 1em 0 0.6em' },
  });
  readonly #heats = Array.from({ length: HEATS }, (_, heat) =>
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      borderStyle: 'solid',
      borderWidth: '0 0 0 3px',
      borderColor: new vscode.ThemeColor(HEAT_COLOURS[heat] ?? 'charts.purple'),
    }),
  );
  /** What an editor has. Thousands of lines are not written anew each time that the cursor rests. */
  readonly #shown = new WeakMap<vscode.TextEditor, { lines: readonly LineOrigin[]; minute: number }>();

  constructor(hover: Hover) {
    this.#hover = hover;
  }

  /** Undefined: the editor has no column, or no longer. */
  show(editor: vscode.TextEditor, lines: readonly LineOrigin[] | undefined, now: number): void {
    const shown = this.#shown.get(editor);
    const minute = Math.floor(now / MINUTE);
    if (lines === shown?.lines && (lines === undefined || minute === shown?.minute)) return;
    if (lines) this.#shown.set(editor, { lines, minute });
    else this.#shown.delete(editor);
    this.#write(editor, lines ?? [], now);
  }

  dispose(): void {
    [this.#text, ...this.#heats].forEach((type) => type.dispose());
  }

  #write(editor: vscode.TextEditor, lines: readonly LineOrigin[], now: number): void {
    const decorations = lines.map((origin, line): vscode.DecorationOptions => {
      const contentText = columnText(origin, lines[line - 1], now);
      const hoverMessage = this.#hover(editor, origin);
      return {
        range: new vscode.Range(line, 0, line, 0),
        renderOptions: { before: { contentText } },
        ...(hoverMessage ? { hoverMessage } : {}),
      };
    });
    editor.setDecorations(this.#text, decorations);
    this.#heats.forEach((type, heat) => {
      const hot = lines.flatMap((origin, line) => (heatOf(origin, now) === heat ? [line] : []));
      editor.setDecorations(
        type,
        hot.map((line) => new vscode.Range(line, 0, line, 0)),
      );
    });
  }
}
