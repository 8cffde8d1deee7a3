import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { isEmptyRunFilter, STATES, type RunFilter } from '../run-history/run-rows';

/** Shows only some of the runs: of one model, that failed, from here, with these words. One narrows the other. */
export const filterRuns: Command = async (app) => {
  const { filter } = app.runs;
  const items = [
    { label: '$(symbol-misc) Model…', description: filter.model ?? '', ask: () => askModel(app) },
    { label: '$(pass) Status…', description: filter.status ?? '', ask: askStatus },
    { label: '$(search) Words…', description: filter.text ?? '', ask: () => askText(filter.text) },
    { label: '$(device-desktop) Run here', description: '', ask: given({ where: 'here' }) },
    { label: '$(cloud) Run on the hub', description: '', ask: given({ where: 'hub' }) },
    { label: '$(account) Mine', description: 'of those on the hub', ask: given({ mine: true }) },
    ...(isEmptyRunFilter(filter)
      ? []
      : [{ label: '$(clear-all) Clear the filter', description: '', ask: given(undefined) }]),
  ];
  const picked = await vscode.window.showQuickPick(items, { title: 'Show which runs?' });
  if (!picked) return;
  const narrower = await picked.ask();
  if (narrower === null) return;
  app.runs.show(narrower === undefined ? {} : { ...filter, ...narrower });
  await app.runs.reveal();
};

/** Null when the person thought better of it. */
type Answer = RunFilter | undefined | null;

const given = (answer: RunFilter | undefined) => (): Promise<Answer> => Promise.resolve(answer);

async function askModel(app: App): Promise<Answer> {
  const rows = await app.runs.rows();
  const models = rows.flatMap((row) => (row.kind === 'run' ? row.run.model : row.record.model) ?? []);
  const model = await vscode.window.showQuickPick([...new Set(models)].sort(), {
    title: 'Runs of which model?',
  });
  return model === undefined ? null : { model };
}

async function askStatus(): Promise<Answer> {
  const states = ['succeeded', 'failed', 'cancelled'] as const;
  const items = states.map((status) => ({ label: STATES[status], status }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Runs that ended how?' });
  return picked ? { status: picked.status } : null;
}

async function askText(value = ''): Promise<Answer> {
  const text = await vscode.window.showInputBox({
    title: 'Runs with which words?',
    prompt:
      'In answers, values and errors that are kept here; in models, people and errors of the hub’s records',
    value,
  });
  return text?.trim() ? { text: text.trim() } : null;
}
