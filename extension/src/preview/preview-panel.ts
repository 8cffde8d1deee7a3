import * as vscode from 'vscode';
import type { PreviewResult } from '@prompthub/protocol';
import type { LanguageService } from '../language/language-service';
import { isServed } from '../language/served-schemes';
import { parseWebviewMessage, webviewPage } from '../runs/webview-page';

export interface PreviewTarget {
  readonly uri: vscode.Uri;
  readonly testId?: string;
}

/** While a person types, this long after the last change; short enough to feel live. */
const SETTLE_MS = 120;

/** The rendered messages beside the editor: follows typing, the active prompt, and the selected test. */
export class PreviewPanel implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #language: LanguageService;
  readonly #disposables: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  #target: PreviewTarget | undefined;
  #last: { result: PreviewResult; uri: vscode.Uri } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #asking: vscode.CancellationTokenSource | undefined;

  constructor(context: vscode.ExtensionContext, language: LanguageService) {
    this.#context = context;
    this.#language = language;
    this.#disposables = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isRelevant(document)) this.updateSoon();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#follow(editor)),
      language.onDidStart(() => this.updateSoon()),
    ];
  }

  show(target: PreviewTarget): void {
    this.#target = target;
    if (this.#panel) this.#panel.reveal(undefined, true);
    else this.#open();
    void this.#update();
  }

  /** After a change elsewhere: another test was selected, a setting changed. */
  updateSoon(): void {
    clearTimeout(this.#timer);
    if (this.#panel) this.#timer = setTimeout(() => void this.#update(), SETTLE_MS);
  }

  /** The test chosen for inline values is also the one shown here. */
  selectTest(uri: vscode.Uri, testId: string | undefined): void {
    if (this.#target?.uri.toString() === uri.toString()) this.#target = { uri, testId };
    this.updateSoon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#asking?.cancel();
    this.#disposables.forEach((disposable) => void disposable.dispose());
    this.#panel?.dispose();
  }

  #open(): void {
    const { extensionUri } = this.#context;
    const panel = vscode.window.createWebviewPanel(
      'prompthub.preview',
      'Preview',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'media')] },
    );
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'prompthub-tab.svg');
    panel.webview.html = webviewPage(panel.webview, extensionUri, {
      title: 'Preview',
      media: 'preview',
      body: BODY,
    });
    panel.webview.onDidReceiveMessage((message: unknown) => void this.#receive(message));
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#last = undefined;
    });
    this.#panel = panel;
  }

  #follow(editor: vscode.TextEditor | undefined): void {
    const follows = vscode.workspace.getConfiguration('prompthub').get('preview.followActiveEditor', true);
    if (!this.#panel || !follows || editor?.document.languageId !== 'dotprompt') return;
    // Published versions and Git's revisions are for reading: the language server does not know them.
    if (!isServed(editor.document.uri)) return;
    if (editor.document.uri.toString() === this.#target?.uri.toString()) return;
    this.#target = { uri: editor.document.uri };
    void this.#update();
  }

  async #update(): Promise<void> {
    const target = this.#target;
    if (!target || !this.#panel) return;
    this.#asking?.cancel();
    const asking = new vscode.CancellationTokenSource();
    this.#asking = asking;
    try {
      const { LspMethod, previewResult } = await import('@prompthub/protocol');
      const params = { uri: target.uri.toString(), testId: target.testId };
      const result = await this.#language.request(LspMethod.preview, {
        params,
        result: previewResult,
        token: asking.token,
      });
      if (this.#asking === asking) this.#present(target.uri, result);
    } catch (error) {
      if (this.#asking !== asking) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#present(target.uri, { messages: [], error: { message } });
    }
  }

  #present(uri: vscode.Uri, result: PreviewResult): void {
    if (!this.#panel) return;
    this.#last = { result, uri };
    const title = uri.path.split('/').at(-1) ?? '';
    this.#panel.title = `Preview ${title}`;
    void this.#panel.webview.postMessage({ type: 'preview', title, result });
  }

  async #receive(raw: unknown): Promise<void> {
    const message = parseWebviewMessage(raw);
    if (message?.type === 'ready' && this.#last) this.#present(this.#last.uri, this.#last.result);
    if (message?.type === 'place') await this.#revealPlace();
    if (message?.type === 'test' && this.#target) {
      await vscode.commands.executeCommand('prompthub.selectTest', this.#target.uri);
    }
  }

  async #revealPlace(): Promise<void> {
    const range = this.#last?.result.error?.range;
    if (!this.#last || !range) return;
    const { start, end } = range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    await vscode.window.showTextDocument(this.#last.uri, { viewColumn: vscode.ViewColumn.One, selection });
  }
}

/** Partials and test files change what a prompt renders to, so any of them is a reason to look again. */
function isRelevant({ languageId, fileName }: vscode.TextDocument): boolean {
  return languageId === 'dotprompt' || /\.tests\.ya?ml$/.test(fileName);
}

const BODY = `
<header class="bar"><div><h1 id="title"></h1><p id="about" class="quiet"></p></div><button id="test" class="secondary" hidden>Select Test…</button></header>
<div id="error" class="error" role="alert" hidden><p><strong>This prompt cannot be rendered yet.</strong></p><p id="error-text"></p><button id="place" hidden>Show in the File</button></div>
<div id="messages" class="messages" role="log" aria-label="Rendered messages" aria-live="off" tabindex="0"></div>
<p id="empty" class="empty" hidden>The template renders to nothing: there is no message to send.</p>`;
