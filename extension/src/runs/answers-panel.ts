import * as vscode from 'vscode';
import type { LanguageService } from '../language/language-service';
import type { AnswerContent } from './answer-content';
import { answerMarks } from './answer-marks';
import { ANSWERS_BODY } from './answers-body';
import { pageRun } from './page-run';
import { sameAgain, type RunRecord } from './run-record';
import type { Runner } from './runner';
import { parseWebviewMessage, openPage } from './webview-page';

export interface AnswersPanelOptions {
  readonly context: vscode.ExtensionContext;
  readonly runner: Runner;
  readonly language: LanguageService;
  readonly content: AnswerContent;
}

/** Several answers side by side, as they arrive, and how any two of them differ. One panel for the window. */
export class AnswersPanel implements vscode.Disposable {
  readonly #options: AnswersPanelOptions;
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  /** In the order of the columns. */
  #shown: readonly RunRecord[] = [];
  /** Which two are compared from the beginning. */
  #compared: readonly [string, string] | undefined;

  constructor(options: AnswersPanelOptions) {
    this.#options = options;
    this.#subscription = options.runner.onDidChange((change) => {
      if (change.type === 'removed') return;
      const runId = change.type === 'text' ? change.runId : change.run.runId;
      if (!this.#shown.some((run) => run.runId === runId)) return;
      this.#shown = this.#shown.map(
        (run) => this.#options.runner.runs.find((now) => now.runId === run.runId) ?? run,
      );
      if (change.type === 'text') return this.#post(change);
      this.#post({ type: 'run', run: pageRun(change.run), marks: answerMarks(this.#shown) });
    });
  }

  /** Columns for these runs; those of this session go on as they are written. */
  show(runs: readonly RunRecord[], { compare }: { compare?: readonly [string, string] } = {}): void {
    this.#shown = runs;
    this.#compared = compare;
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      this.#present();
      return;
    }
    this.#panel = this.#create();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#panel?.dispose();
  }

  /** What the page says: `value` is the id of a run, or two of them and a word between blanks. */
  async receive(raw: unknown): Promise<void> {
    const { type, value = '' } = parseWebviewMessage(raw) ?? {};
    const { runner, content } = this.#options;
    const [run, other] = value.split(' ').map((id) => this.#shown.find(({ runId }) => runId === id));
    switch (type) {
      case 'ready':
        return this.#present();
      case 'stop':
        return run && runner.stop(run.runId);
      case 'stopAll':
        return this.#shown.forEach(({ runId }) => runner.stop(runId));
      case 'again':
        return void (await vscode.commands.executeCommand('prompthub.runSideBySide', this.#requests()));
      case 'copy':
        return run && vscode.env.clipboard.writeText(run.text);
      case 'open':
        return run && content.open(run);
      case 'key':
        return void (await vscode.commands.executeCommand(
          'prompthub.setProviderKey',
          run?.model?.split('/')[0],
        ));
      case 'spending':
        return void (await vscode.commands.executeCommand('prompthub.showSpending'));
      case 'difference':
        return run && other && this.#compare(run, other, value.endsWith(' lines') ? 'lines' : 'words');
      case 'diffEditor':
        return run && other && content.compare(run, other);
    }
  }

  #create(): vscode.WebviewPanel {
    const page = { title: 'Answers Side by Side', media: 'answers', styles: ['results'], body: ANSWERS_BODY };
    const panel = openPage(this.#options.context.extensionUri, page, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
    });
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#shown = [];
    });
    return panel;
  }

  #present(): void {
    const runs = this.#shown.map(pageRun);
    this.#post({ type: 'answers', runs, marks: answerMarks(this.#shown), compared: this.#compared });
    this.#compared = undefined;
  }

  async #compare(base: RunRecord, other: RunRecord, by: 'words' | 'lines'): Promise<void> {
    const { LspMethod, textComparison } = await import('@prompthub/protocol');
    const ids = { base: base.runId, other: other.runId, by };
    const params = { before: base.text, after: other.text, by };
    const answer = await this.#options.language
      .request(LspMethod.compareTexts, { params, result: textComparison })
      .catch((error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }));
    this.#post({ type: 'difference', ...ids, ...answer });
  }

  /** The same again: the same prompt and values, for each of the models. */
  #requests() {
    return { requests: this.#shown.map(sameAgain) };
  }

  #post(message: object): void {
    void this.#panel?.webview.postMessage(message);
  }
}
