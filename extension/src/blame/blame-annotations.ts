import * as vscode from 'vscode';
import type { ProjectLinks } from '../hub/project-links';
import type { ProjectStatus } from '../prompts/project-status';
import { BlameColumn } from './blame-column';
import { blameHover } from './blame-hover';
import type { LineOrigin } from './blame-lines';
import type { BlameSource } from './blame-source';
import { lineText } from './blame-text';

/** How long the cursor rests before its line is annotated. */
const REST_MS = 200;

/** Writes into the editor who wrote what: behind the line of the cursor, and on demand before every line. */
export class BlameAnnotations implements vscode.Disposable {
  readonly #source: BlameSource;
  readonly #links: ProjectLinks;
  readonly #current = vscode.window.createTextEditorDecorationType({
    after: {
      color: new vscode.ThemeColor('editorCodeLens.foreground'),
      margin: '0 0 0 3em',
      fontStyle: 'italic',
    },
  });
  readonly #column = new BlameColumn((editor, origin) => this.#hover(editor, origin));
  readonly #disposables: vscode.Disposable[];
  #isWholeFile = blameSettings().get('file', false);
  #timer: NodeJS.Timeout | undefined;
  #shownLine: { editor: vscode.TextEditor; line: number } | undefined;

  constructor({
    source,
    links,
    status,
  }: {
    source: BlameSource;
    links: ProjectLinks;
    status: ProjectStatus;
  }) {
    this.#source = source;
    this.#links = links;
    const soon = () => this.#soon();
    this.#disposables = [
      ...[this.#current, this.#column],
      status.onDidChange(soon),
      vscode.window.onDidChangeVisibleTextEditors(soon),
      vscode.window.onDidChangeActiveTextEditor(soon),
      vscode.window.onDidChangeTextEditorSelection(soon),
      vscode.workspace.onDidChangeTextDocument(({ contentChanges }) => {
        if (contentChanges.length > 0) soon();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('prompthub.blame')) return;
        this.#isWholeFile = blameSettings().get('file', false);
        soon();
      }),
    ];
  }

  /** Annotates every line of the files that are open, or no longer. @returns whether it does now */
  async toggleFile(): Promise<boolean> {
    this.#isWholeFile = !this.#isWholeFile;
    await this.#show();
    return this.#isWholeFile;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  /** What was said about another line is taken away at once. */
  #soon(): void {
    const shown = this.#shownLine;
    const active = vscode.window.activeTextEditor;
    if (shown && (shown.editor !== active || shown.line !== active.selection.active.line)) this.#clearLine();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#show(), REST_MS);
  }

  async #show(): Promise<void> {
    const showLine = blameSettings().get('currentLine', true) && !this.#isWholeFile;
    const active = vscode.window.activeTextEditor;
    await Promise.all(
      vscode.window.visibleTextEditors.map(async (editor) => {
        const wantsLine = showLine && editor === active;
        const lines =
          wantsLine || this.#isWholeFile ? await this.#source.linesOf(editor.document) : undefined;
        this.#column.show(editor, this.#isWholeFile ? lines : undefined, Date.now());
        if (editor === active) this.#annotateLine(editor, wantsLine ? lines : undefined);
      }),
    );
  }

  #annotateLine(editor: vscode.TextEditor, lines: readonly LineOrigin[] | undefined): void {
    const line = editor.selection.active.line;
    const origin = lines?.[line];
    const text = lineText(origin, Date.now());
    if (origin === undefined || text === undefined) return this.#clearLine();
    const end = editor.document.lineAt(line).range.end;
    const hoverMessage = this.#hover(editor, origin);
    const decoration = { range: new vscode.Range(end, end), renderOptions: { after: { contentText: text } } };
    editor.setDecorations(this.#current, [{ ...decoration, ...(hoverMessage ? { hoverMessage } : {}) }]);
    this.#shownLine = { editor, line };
  }

  #clearLine(): void {
    this.#shownLine?.editor.setDecorations(this.#current, []);
    this.#shownLine = undefined;
  }

  #hover({ document: { uri } }: vscode.TextEditor, origin: LineOrigin): vscode.MarkdownString | undefined {
    const link = this.#links.linkOf(uri);
    return link && blameHover(origin, { link, uri });
  }
}

function blameSettings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('prompthub.blame');
}
