import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { rowDescription, type RunRow } from '../run-history/run-rows';
import { chosenRuns, loadRun } from './support/run-rows';

/** Compares the answers of two runs: of the two that are selected, or of the clicked one and another to choose. */
export const compareRuns: Command = async (app, ...args) => {
  const [first, ...others] = chosenRuns(app, args);
  const base = first ?? (await choose(app, 'Compare which answer?'));
  const other = others[0] ?? (base && (await choose(app, 'Compare with which answer?', base)));
  if (!base || !other) return;
  const [before, after] = [await loadRun(app, base), await loadRun(app, other)];
  if (!before || !after) return;
  if (before.text === '' || after.text === '') {
    void vscode.window.showInformationMessage(
      'The answer of one of these runs was not kept, or there is none.',
    );
    return;
  }
  app.answers.show([before, after], { compare: [before.runId, after.runId] });
};

async function choose(app: App, title: string, not?: RunRow): Promise<RunRow | undefined> {
  const rows = (await app.runs.rows()).filter((row) => idOf(row) !== (not && idOf(not)));
  const items = rows.map((row) => ({
    label: (row.kind === 'run' ? row.run.model : row.record.model) ?? 'The prompt’s own model',
    description: rowDescription(row, Date.now()),
    row,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage('There is no other run of this prompt to compare with yet.');
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.row;
}

const idOf = (row: RunRow): string => (row.kind === 'run' ? row.run.runId : row.record.id);
