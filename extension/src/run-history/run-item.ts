import * as vscode from 'vscode';
import { attemptLines, runFacts } from '../runs/run-facts';
import { rowDescription, startOf, STATES, type RunRow } from './run-rows';

const ICONS = {
  waiting: new vscode.ThemeIcon('clock'),
  running: new vscode.ThemeIcon('loading~spin'),
  succeeded: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  cancelled: new vscode.ThemeIcon('circle-slash'),
} as const;

/** How a run stands in the tree: what it was asked on, and how it went. */
export function runItem(row: RunRow, now: number): vscode.TreeItem {
  const { status, model } = row.kind === 'run' ? row.run : row.record;
  const label = model ?? 'The prompt’s own model';
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.id = row.kind === 'run' ? row.run.runId : row.record.id;
  item.description = rowDescription(row, now);
  item.iconPath = ICONS[status];
  item.contextValue = `run.${status}`;
  item.tooltip = new vscode.MarkdownString().appendText(details(row).join('\n\n'));
  item.accessibilityInformation = { label: `${label}, ${STATES[status]}, ${item.description}` };
  item.command = { command: 'prompthub.openRun', title: 'Show Run', arguments: [row] };
  return item;
}

function details(row: RunRow): string[] {
  const at = new Date(startOf(row)).toLocaleString();
  if (row.kind === 'execution') {
    const { user, key, environment, inputTokens, outputTokens, retries, commit } = row.record;
    return [
      `${at}, by ${user.name}${key ? ` with ${key.name}` : ''}`,
      `Version ${commit.slice(0, 7)}${environment ? ` in ${environment}` : ''}`,
      `${inputTokens.toLocaleString('en')} tokens in, ${outputTokens.toLocaleString('en')} out`,
      ...(retries > 0 ? [`${retries} ${retries === 1 ? 'retry' : 'retries'}`] : []),
    ];
  }
  const { run } = row;
  const attempts = run.execution?.attempts ?? [];
  return [
    at,
    ...(run.testDescription ? [`With the values of “${run.testDescription}”`] : []),
    ...(run.note ? [run.note] : []),
    ...(run.error ? [run.error.message] : []),
    ...runFacts(run, Date.now()).map(({ label, value }) => `${label}: ${value}`),
    ...(attempts.length > 1 ? attemptLines(attempts) : []),
    ...(run.text === '' ? [] : [run.text.slice(0, 300)]),
  ];
}
