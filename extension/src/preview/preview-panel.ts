import * as vscode from 'vscode';
import type { PreviewResult } from '@prompthub/protocol';
import { parseValues } from '../commands/support/parse-values';
import type { LanguageService } from '../language/language-service';
import { isServed } from '../language/served-schemes';
import { parseWebviewMessage, webviewPage } from '../runs/webview-page';
import { PREVIEW_BODY } from './preview-body';
import { sourceOf, spotsAt, type Spot } from './preview-spots';
import { PreviewValues } from './preview-values';
import { viewOf } from './preview-view';

export interface PreviewTarget {
  readonly uri: vscode.Uri;
  readonly testId?: string;
}

interface Shown {
  readonly uri: vscode.Uri;
  readonly result: PreviewResult;
  /** The last result that could be rendered: the page shows its messages still. */
  readonly rendered: PreviewResult;
}

interface Cursor {
  readonly uri: string;
  readonly at: vscode.Position;
}

/** The rendered messages beside the editor: follows typing, the cursor, the active prompt, and the selected test. */
export class PreviewPanel implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #language: LanguageService;
  readonly #values: PreviewValues;
  readonly #disposables: vscode.Disposable[];
  readonly #presented = new vscode.EventEmitter<PreviewResult>();
  #panel: vscode.WebviewPanel | undefined;
  #target: PreviewTarget | undefined;
  #shown: Shown | undefined;
  #cursor: Cursor | undefined;
  /** Something changed since the last question. */
  #isStale = false;
  #isAsking = false;

  /** After the page was given something new. */
  readonly onDidPresent = this.#presented.event;

  constructor(context: vscode.ExtensionContext, language: LanguageService) {
    this.#context = context;
    this.#language = language;
    this.#values = new PreviewValues(context.workspaceState);
    this.#disposables = [
      this.#presented,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isRelevant(document)) this.updateSoon();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#follow(editor)),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) =>
        this.#follows({ uri: textEditor.document.uri.toString(), at: selections[0]?.active }),
      ),
      language.onDidStart(() => this.updateSoon()),
    ];
  }

  show(target: PreviewTarget): void {
    this.#target = target;
    if (target.testId !== undefined) this.#values.end(target.uri.toString());
    const { activeTextEditor: editor } = vscode.window;
    if (editor) this.#cursor = { uri: editor.document.uri.toString(), at: editor.selection.active };
    if (this.#panel) this.#panel.reveal(undefined, true);
    else this.#open();
    this.updateSoon();
  }

  /** After a change anywhere. One question at a time: what changes meanwhile is asked for when the answer has come. */
  updateSoon(): void {
    this.#isStale = true;
    if (!this.#isAsking) void this.#update();
  }

  /** The test chosen for inline values is also the one shown here. */
  selectTest(uri: vscode.Uri, testId: string | undefined): void {
    this.#values.end(uri.toString());
    if (this.#target?.uri.toString() === uri.toString()) this.#target = { uri, testId };
    this.updateSoon();
  }

  dispose(): void {
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
      body: PREVIEW_BODY,
    });
    panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#shown = undefined;
    });
    this.#panel = panel;
  }

  #follow(editor: vscode.TextEditor | undefined): void {
    const follows = vscode.workspace.getConfiguration('prompthub').get('preview.followActiveEditor', true);
    if (!this.#panel || !follows || editor?.document.languageId !== 'dotprompt') return;
    // Published versions and Git's revisions are for reading: the language server does not know them.
    if (!isServed(editor.document.uri) || this.#isPartOfShown(editor.document.uri)) return;
    if (editor.document.uri.toString() === this.#target?.uri.toString()) return;
    this.#target = { uri: editor.document.uri };
    this.updateSoon();
  }

  /** A partial that is opened out of the preview does not take the place of what it is a part of. */
  #isPartOfShown(uri: vscode.Uri): boolean {
    return this.#shown !== undefined && filesOf(this.#shown.rendered).has(uri.toString());
  }

  #follows({ uri, at }: { uri: string; at: vscode.Position | undefined }): void {
    if (!at) return;
    this.#cursor = { uri, at };
    // Places are those of the text that was rendered; the answer that is on its way brings the cursor along.
    if (this.#panel && this.#shown && !this.#isStale && !this.#isAsking)
      void this.#panel.webview.postMessage({ type: 'cursor', spots: this.#spots(this.#shown) });
  }

  #spots({ rendered }: Shown): Spot[] {
    return this.#cursor ? spotsAt(rendered, this.#cursor) : [];
  }

  async #update(): Promise<void> {
    this.#isAsking = true;
    try {
      while (this.#isStale && this.#target && this.#panel) {
        this.#isStale = false;
        await this.#ask(this.#target, this.#panel);
      }
    } finally {
      this.#isAsking = false;
    }
  }

  async #ask({ uri, testId }: PreviewTarget, panel: vscode.WebviewPanel): Promise<void> {
    const { LspMethod, previewResult } = await import('@prompthub/protocol');
    const key = uri.toString();
    const own = this.#values.isOwn(key);
    const params = { uri: key, ...(own ? { ownValues: true, vars: this.#values.of(key) } : { testId }) };
    const result = await this.#language
      .request(LspMethod.preview, { params, result: previewResult })
      .catch((error: unknown) => failed(this.#shown?.result, error));
    if (uri !== this.#target?.uri || panel !== this.#panel) return;
    const isSame = this.#shown?.uri.toString() === key;
    const rendered = result.error && isSame && this.#shown ? this.#shown.rendered : result;
    this.#shown = { uri, result, rendered };
    await this.#present(this.#shown);
  }

  async #present(shown: Shown): Promise<void> {
    if (!this.#panel) return;
    const { dollars } = await import('@prompthub/protocol');
    const key = shown.uri.toString();
    const title = shown.uri.path.split('/').at(-1) ?? '';
    if (this.#panel.title !== `Preview ${title}`) this.#panel.title = `Preview ${title}`;
    const view = viewOf(shown, { own: this.#values.isOwn(key), dollars });
    await this.#panel.webview.postMessage({ type: 'preview', key, title, view, spots: this.#spots(shown) });
    this.#presented.fire(shown.result);
  }

  /** What the page sends. */
  async receive(raw: unknown): Promise<void> {
    const message = parseWebviewMessage(raw);
    const target = this.#target;
    if (!message || !target) return;
    switch (message.type) {
      case 'ready':
        if (this.#shown) await this.#present(this.#shown);
        break;
      case 'place':
        await this.#revealError();
        break;
      case 'source':
        await this.#revealSource(message.value ?? '');
        break;
      case 'test':
        await this.#chooseTest(target.uri, message.value);
        break;
      case 'own':
        if (!this.#shown) return;
        await this.#values.begin(target.uri.toString(), this.#shown.result.values);
        this.updateSoon();
        break;
      case 'values': {
        const { values } = parseValues(message.value ?? '');
        if (values) await this.#values.keep(target.uri.toString(), values);
        this.updateSoon();
        break;
      }
    }
  }

  async #chooseTest(uri: vscode.Uri, testId: string | undefined): Promise<void> {
    const { LspMethod } = await import('@prompthub/protocol');
    const result = { parse: (value: unknown) => value };
    await this.#language.request(LspMethod.selectTest, { params: { uri: uri.toString(), testId }, result });
    this.selectTest(uri, testId);
  }

  async #revealError(): Promise<void> {
    const { result, uri } = this.#shown ?? {};
    if (uri && result?.error?.range) await reveal({ uri: uri.toString(), range: result.error.range });
  }

  async #revealSource(value: string): Promise<void> {
    const [message = 0, part, start] = value.split(' ').filter(Boolean).map(Number);
    const place = this.#shown && sourceOf(this.#shown.rendered, { message, part, start });
    if (place) await reveal(place);
  }
}

type Place = NonNullable<ReturnType<typeof sourceOf>>;

/** Shows a place where its file is open already, else in the first column; never over the preview. */
async function reveal({ uri, range: { start, end } }: Place): Promise<void> {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  const viewColumn = editor?.viewColumn ?? vscode.ViewColumn.One;
  await vscode.window.showTextDocument(vscode.Uri.parse(uri, true), { viewColumn, selection });
}

/** The files that a rendering was made of. */
function filesOf({ messages }: PreviewResult): Set<string> {
  const origins = messages.flatMap(({ parts, begin }) => [
    begin,
    ...parts.flatMap((part) =>
      part.type === 'text' ? part.segments.map(({ origin }) => origin) : [part.origin],
    ),
  ]);
  return new Set(origins.flatMap((origin) => (origin && 'uri' in origin ? [origin.uri] : [])));
}

/** The server gave no answer: what was known stays. */
function failed(last: PreviewResult | undefined, error: unknown): PreviewResult {
  const nothing = { version: 0, tests: [], values: {}, inputs: [], problems: [] };
  const message = error instanceof Error ? error.message : String(error);
  return { ...nothing, ...last, messages: [], error: { message } };
}

/** Partials and test files change what a prompt renders to, so any of them is a reason to look again. */
function isRelevant({ languageId, fileName }: vscode.TextDocument): boolean {
  return languageId === 'dotprompt' || /\.tests\.ya?ml$/.test(fileName);
}
