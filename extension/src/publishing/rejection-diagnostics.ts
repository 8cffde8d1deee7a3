import * as path from 'node:path';
import * as vscode from 'vscode';
import type { CheckedDiagnostic } from '@prompthub/protocol';

const SEVERITIES: Record<CheckedDiagnostic['severity'], vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Why the hub refused to publish, in the Problems view, until the file changes or publishing succeeds. */
export class RejectionDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('prompthub-hub');
  readonly #subscription = vscode.workspace.onDidChangeTextDocument(({ document }) =>
    this.#collection.delete(document.uri),
  );

  /** @param folder absolute; paths of the diagnostics are relative to it */
  show(folder: string, diagnostics: readonly CheckedDiagnostic[]): void {
    this.#collection.clear();
    const byFile = Map.groupBy(diagnostics, ({ file }) => file);
    byFile.forEach((found, file) => {
      this.#collection.set(vscode.Uri.file(path.join(folder, ...file.split('/'))), found.map(toDiagnostic));
    });
  }

  clear(): void {
    this.#collection.clear();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collection.dispose();
  }
}

function toDiagnostic({
  code,
  message,
  severity,
  range: { start, end },
}: CheckedDiagnostic): vscode.Diagnostic {
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const diagnostic = new vscode.Diagnostic(range, message, SEVERITIES[severity]);
  diagnostic.source = 'PromptHub hub';
  diagnostic.code = code;
  return diagnostic;
}
