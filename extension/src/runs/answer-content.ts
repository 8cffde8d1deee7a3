import * as vscode from 'vscode';
import type { RunRecord } from './run-record';

const SCHEME = 'prompthub-answer';
const KEPT = 50;

/** Answers as read-only documents, for the editor's own comparison and for reading long ones. */
export class AnswerContent implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    const text = this.#texts.get(uri.toString());
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return text;
  }

  async open(run: RunRecord): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.#keep(run));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async compare(base: RunRecord, other: RunRecord): Promise<void> {
    const title = `${base.title}: ${nameOf(base)} ↔ ${nameOf(other)}`;
    await vscode.commands.executeCommand('vscode.diff', this.#keep(base), this.#keep(other), title);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#texts.clear();
  }

  /** An answer that still grows has another address each time, for a document is read once. */
  #keep(run: RunRecord): vscode.Uri {
    const path = `/${run.runId}-${run.text.length}/${nameOf(run).replaceAll('/', '·')}`;
    const uri = vscode.Uri.from({ scheme: SCHEME, path });
    const [oldest] = this.#texts.keys();
    if (this.#texts.size >= KEPT && oldest !== undefined) this.#texts.delete(oldest);
    this.#texts.set(uri.toString(), run.text);
    return uri;
  }
}

const nameOf = ({ model, title }: RunRecord): string => model ?? title;
