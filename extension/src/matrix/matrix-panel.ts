import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { MatrixProgress, ReportedTest } from '@prompthub/protocol';
import type { LanguageService } from '../language/language-service';
import type { AnswerContent } from '../runs/answer-content';
import { parseWebviewMessage, openPage } from '../runs/webview-page';
import { MATRIX_BODY } from './matrix-body';
import { MatrixRun, type MatrixRequest } from './matrix-run';
import { factsOf, matrixView, viewCell } from './matrix-view';

/** More of an answer than this is read in an editor. UTF-16 units. */
const MOST_SHOWN = 100_000;

export interface MatrixPanelOptions {
  readonly context: vscode.ExtensionContext;
  readonly language: LanguageService;
  readonly content: AnswerContent;
}

/** Tests in rows, models or variants in columns: how each cell ended, and any answers side by side. One panel for the window. */
export class MatrixPanel implements vscode.Disposable {
  readonly #options: MatrixPanelOptions;
  #panel: vscode.WebviewPanel | undefined;
  #run: MatrixRun | undefined;
  #cancellation: vscode.CancellationTokenSource | undefined;

  constructor(options: MatrixPanelOptions) {
    this.#options = options;
  }

  /** The run that is shown. */
  get current(): MatrixRun | undefined {
    return this.#run;
  }

  /** Runs tests and shows them as they end; a run that is under way stops. Resolves with the run when it has ended. */
  async start(request: MatrixRequest): Promise<MatrixRun> {
    this.#cancellation?.cancel();
    const run = new MatrixRun(request);
    const cancellation = new vscode.CancellationTokenSource();
    this.#run = run;
    this.#cancellation = cancellation;
    this.#show();
    const runId = randomUUID();
    const subscription = this.#options.language.onMatrixProgress((progress) => {
      if (progress.runId === runId) this.#progressed(run, progress);
    });
    try {
      const { LspMethod, matrixResult } = await import('@prompthub/protocol');
      const { prompts, columns, texts } = request;
      const params = { runId, prompts, columns, ...(texts && { texts }) };
      const { token } = cancellation;
      run.result = await this.#options.language.request(LspMethod.testMatrix, {
        params,
        result: matrixResult,
        token,
      });
      run.state = token.isCancellationRequested ? 'stopped' : 'ended';
    } catch (error) {
      run.state = cancellation.token.isCancellationRequested ? 'stopped' : 'failed';
      if (run.state === 'failed') run.problem = error instanceof Error ? error.message : String(error);
    } finally {
      subscription.dispose();
      cancellation.dispose();
      if (this.#cancellation === cancellation) this.#cancellation = undefined;
    }
    if (this.#run === run) this.#present();
    return run;
  }

  /** Shows a run that was made elsewhere; one that is under way here stops. */
  open(run: MatrixRun): void {
    this.#cancellation?.cancel();
    this.#run = run;
    this.#show();
  }

  /** What the page says: `value` are the ids of cells, with commas between them. */
  async receive(raw: unknown): Promise<void> {
    const { type, value = '' } = parseWebviewMessage(raw) ?? {};
    const run = this.#run;
    switch (type) {
      case 'ready':
        return this.#present();
      case 'stop':
        return this.#cancellation?.cancel();
      case 'again':
        return run && void (await vscode.commands.executeCommand('prompthub.testMatrix', run.request));
      case 'export':
        return run?.result && exportReport(run.result.report);
      case 'choose':
        return run && this.#choose(run, value);
      case 'open':
        return run && openTest(run, value);
      case 'diffEditor':
        return run && this.#diff(run, value);
    }
  }

  dispose(): void {
    this.#cancellation?.cancel();
    this.#panel?.dispose();
  }

  #progressed(run: MatrixRun, progress: MatrixProgress): void {
    if (progress.type === 'planned') run.rows = progress.rows;
    else run.end(progress.row, progress.column, progress.test);
    if (this.#run !== run) return;
    if (progress.type === 'planned') return this.#present();
    const { columns, summary } = matrixView(run);
    const { row, column, test } = progress;
    const cell = viewCell(row, column, test);
    this.#post({ type: 'cell', cell, differ: run.answersDiffer(row), columns, summary, ended: run.ended });
  }

  #show(): void {
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      return this.#present();
    }
    const page = { title: 'Test Matrix', media: 'matrix', styles: ['results', 'answers'], body: MATRIX_BODY };
    const panel = openPage(this.#options.context.extensionUri, page, {
      viewColumn: vscode.ViewColumn.Active,
      preserveFocus: false,
    });
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#cancellation?.cancel();
    });
    this.#panel = panel;
  }

  #present(): void {
    if (this.#run)
      this.#post({ type: 'matrix', view: matrixView(this.#run), exports: this.#run.result !== undefined });
  }

  async #choose(run: MatrixRun, value: string): Promise<void> {
    const { LspMethod, reasonsOfTest, textComparison } = await import('@prompthub/protocol');
    const chosen = chosenCells(run, value);
    const answers = chosen.map(({ id, name, test }) => ({
      ...{ id, name, status: test.status, facts: factsOf(test), reasons: reasonsOfTest(test) },
      text: test.output.slice(0, MOST_SHOWN),
    }));
    this.#post({ type: 'answers', answers });
    const [first, second] = chosen;
    if (!first || !second) return;
    const params = { before: first.test.output, after: second.test.output, by: 'words' };
    const { pieces } = await this.#options.language.request(LspMethod.compareTexts, {
      params,
      result: textComparison,
    });
    this.#post({ type: 'difference', ids: [first.id, second.id], names: [first.name, second.name], pieces });
  }

  async #diff(run: MatrixRun, value: string): Promise<void> {
    const [first, second] = chosenCells(run, value);
    if (first && second) await this.#options.content.compareTexts(run.request.title, first, second);
  }

  #post(message: object): void {
    void this.#panel?.webview.postMessage(message);
  }
}

interface ChosenCell {
  readonly id: string;
  /** What tells it from the others: its column, its test, or both. */
  readonly name: string;
  readonly text: string;
  readonly test: ReportedTest;
}

function chosenCells(run: MatrixRun, ids: string): ChosenCell[] {
  const { rows, request } = run;
  const places = ids.split(',').map((id) => {
    const [row = 0, column = 0] = id.split(' ').map(Number);
    return { id, row: rows[row]?.description ?? '', column: request.columns[column]?.label ?? '' };
  });
  const inOneRow = new Set(places.map(({ row }) => row)).size === 1;
  const inOneColumn = new Set(places.map(({ column }) => column)).size === 1;
  return places.flatMap(({ id, row, column }): ChosenCell[] => {
    const test = run.cell(id);
    const name =
      places.length === 1 || (!inOneRow && !inOneColumn) ? `${row} · ${column}` : inOneRow ? column : row;
    return test ? [{ id, name, test, text: test.output }] : [];
  });
}

async function openTest(run: MatrixRun, value: string): Promise<void> {
  const row = run.rows[Number(value)];
  if (!row) return;
  const file = vscode.Uri.parse(row.testId.replace(/#\d+$/, ''));
  const written = run.cells().find(([at]) => at === Number(value))?.[2].writtenAt ?? 1;
  const selection = new vscode.Range(written - 1, 0, written - 1, 0);
  try {
    await vscode.window.showTextDocument(file, { selection, viewColumn: vscode.ViewColumn.Beside });
  } catch {
    // The version that was tested may have files that are not here.
    void vscode.window.showInformationMessage(`The file of this test is not in this folder: ${row.prompt}.`);
  }
}

async function exportReport(report: object): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const defaultUri = folder && vscode.Uri.joinPath(folder.uri, 'test-report.json');
  const target = await vscode.window.showSaveDialog({
    ...(defaultUri && { defaultUri }),
    filters: { JSON: ['json'] },
    title: 'Export the report of this run',
  });
  if (!target) return;
  const text = `${JSON.stringify(report, undefined, 2)}\n`;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}
