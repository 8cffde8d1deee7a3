import * as vscode from 'vscode';
import type { LspRange, TestOutcome } from '@prompthub/protocol';

export interface OutcomeSinks {
  readonly run: vscode.TestRun;
  readonly item: vscode.TestItem;
}

/** Tells the Testing view how one test ended: where each failed assertion stands, what it expected and what came. */
export function reportOutcome(outcome: TestOutcome, { run, item }: OutcomeSinks): void {
  if (outcome.output) run.appendOutput(terminalLines(outcome.output), undefined, item);
  switch (outcome.status) {
    case 'passed':
      run.passed(item, outcome.latencyMs);
      break;
    case 'failed':
      run.failed(item, failureMessages(outcome, item), outcome.latencyMs);
      break;
    case 'errored':
      run.errored(
        item,
        new vscode.TestMessage(outcome.error ?? 'The test could not be run.'),
        outcome.latencyMs,
      );
      break;
    case 'skipped':
      run.skipped(item);
      break;
  }
}

/** The failed assertions of a test as diagnostics, by the file they stand in. */
export function failureDiagnostics(outcome: TestOutcome): [vscode.Uri, vscode.Diagnostic][] {
  return outcome.assertions
    .filter(({ pass }) => !pass)
    .map((assertion) => {
      const diagnostic = new vscode.Diagnostic(
        toRange(assertion.range),
        assertion.reason,
        vscode.DiagnosticSeverity.Error,
      );
      diagnostic.source = 'PromptHub test';
      diagnostic.code = assertion.type;
      return [vscode.Uri.parse(assertion.uri), diagnostic];
    });
}

function failureMessages(outcome: TestOutcome, item: vscode.TestItem): vscode.TestMessage[] {
  const failed = outcome.assertions.filter(({ pass }) => !pass);
  if (failed.length === 0) return [new vscode.TestMessage(outcome.error ?? 'The test failed.')];
  return failed.map(({ reason, expected, actual, uri, range }) => {
    const message =
      expected !== undefined && actual !== undefined
        ? vscode.TestMessage.diff(reason, expected, actual)
        : new vscode.TestMessage(reason);
    message.location = item.uri ? new vscode.Location(vscode.Uri.parse(uri), toRange(range)) : undefined;
    return message;
  });
}

export function toRange({ start, end }: LspRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** The test output view is a terminal: a bare line feed would not return to the first column. */
function terminalLines(text: string): string {
  return `${text.replace(/\r?\n/g, '\r\n')}\r\n`;
}
