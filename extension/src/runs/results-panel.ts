import * as vscode from 'vscode';
import { pageRun } from './page-run';
import type { Runner } from './runner';
import { parseWebviewMessage, openPage } from './webview-page';

/** The panel that shows answers as they arrive, with what they cost. One for the window. */
export class ResultsPanel implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #runner: Runner;
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;

  constructor(context: vscode.ExtensionContext, runner: Runner) {
    this.#context = context;
    this.#runner = runner;
    this.#subscription = runner.onDidChange((change) => {
      if (change.type === 'removed') return this.#present();
      const message = change.type === 'text' ? change : { type: 'run', run: pageRun(change.run) };
      void this.#panel?.webview.postMessage(message);
    });
  }

  /** Opens the panel, or brings it to the front, without taking the cursor from the prompt. */
  show(): void {
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const beside = vscode.workspace.getConfiguration('prompthub').get('results.location') !== 'active';
    const column = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const page = { title: 'Prompt Results', media: 'results', body: BODY };
    const panel = openPage(this.#context.extensionUri, page, { viewColumn: column, preserveFocus: true });
    panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
    panel.onDidDispose(() => (this.#panel = undefined));
    this.#panel = panel;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#panel?.dispose();
  }

  #present(): void {
    void this.#panel?.webview.postMessage({ type: 'runs', runs: this.#runner.runs.map(pageRun) });
  }

  async #receive(raw: unknown): Promise<void> {
    const message = parseWebviewMessage(raw);
    const run = this.#runner.runs.find(({ runId }) => runId === message?.value);
    switch (message?.type) {
      case 'ready':
        this.#present();
        break;
      case 'stop':
        if (run) this.#runner.stop(run.runId);
        break;
      case 'again':
        if (run) await vscode.commands.executeCommand('prompthub.run', run.request);
        break;
      case 'copy':
        if (run) await vscode.env.clipboard.writeText(run.text);
        break;
      case 'open':
        if (run)
          await vscode.window.showTextDocument(vscode.Uri.parse(run.uri), {
            viewColumn: vscode.ViewColumn.One,
          });
        break;
      case 'hub':
        if (run) await vscode.commands.executeCommand('prompthub.run', { ...run.request, hub: true });
        break;
      case 'spending':
        await vscode.commands.executeCommand('prompthub.showSpending');
        break;
      case 'key':
        await vscode.commands.executeCommand('prompthub.setProviderKey', run?.model?.split('/')[0]);
        break;
    }
  }
}

const BODY = `
<header class="bar" hidden>
  <div class="head">
    <div class="what">
      <h1><button id="title" class="link" title="Open the prompt"></button></h1>
      <p id="test" class="quiet"></p>
      <p id="note" class="quiet"></p>
    </div>
    <div class="actions" role="group" aria-label="This run">
      <button id="stop" hidden>Stop</button>
      <button id="again">Run Again</button>
      <button id="copy" class="secondary">Copy</button>
    </div>
  </div>
  <div class="state" role="status" aria-live="polite"><span id="state"></span><span id="model" class="chip"></span></div>
  <dl id="facts" class="facts"></dl>
</header>
<section id="empty" class="empty">
  <h2>No runs yet</h2>
  <p>Open a prompt and press <strong>▶ Run</strong> above it, or <kbd>Ctrl</kbd>+<kbd>Enter</kbd>. The answer appears here while it is written.</p>
</section>
<main id="main" tabindex="0" aria-label="Answer and what it called" hidden>
  <div id="error" class="error" role="alert" hidden><p id="error-text"></p><div class="actions"><button id="key" hidden>Set Provider Key…</button><button id="hub" class="secondary" hidden>Run with the Hub’s Key</button><button id="spending" hidden>Show Spending and Keys</button></div></div>
  <div id="answer" class="answer" role="log" aria-live="polite" aria-label="Answer"></div>
  <div id="tools"></div>
  <div id="notes"></div>
</main>
<nav id="history" class="history" aria-label="Runs of this session" hidden><details id="fold" open><summary>Runs of this session</summary><ol id="runs"></ol></details></nav>`;
