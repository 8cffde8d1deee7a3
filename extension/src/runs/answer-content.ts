import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { RunRecord } from './run-record';

const SCHEME = 'prompthub-answer';
const KEPT = 50;

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

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
    await this.#diff(
      `${base.title}: ${nameOf(base)} ↔ ${nameOf(other)}`,
      this.#keep(base),
      this.#keep(other),
    );
  }

  /** Any two texts, each under its name. */
  async compareTexts(title: string, base: NamedText, other: NamedText): Promise<void> {
    const kept = (text: NamedText) => this.#keepText(randomUUID(), text);
    await this.#diff(`${title}: ${base.name} ↔ ${other.name}`, kept(base), kept(other));
  }

  dispose(): void {
    this.#registration.dispose();
    this.#texts.clear();
  }

  /** An answer that still grows has another address each time, for a document is read once. */
  #keep(run: RunRecord): vscode.Uri {
    return this.#keepText(`${run.runId}-${run.text.length}`, { name: nameOf(run), text: run.text });
  }

  #keepText(id: string, { name, text }: NamedText): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${id}/${name.replaceAll('/', '·')}` });
    const [oldest] = this.#texts.keys();
    if (this.#texts.size >= KEPT && oldest !== undefined) this.#texts.delete(oldest);
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  async #diff(title: string, base: vscode.Uri, other: vscode.Uri): Promise<void> {
    await vscode.commands.executeCommand('vscode.diff', base, other, title);
  }
}

const nameOf = ({ model, title }: RunRecord): string => model ?? title;
