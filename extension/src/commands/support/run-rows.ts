import type { App } from '../../app';
import type { RunRow } from '../../run-history/run-rows';
import type { RunRecord } from '../../runs/run-record';
import { tellFailure } from './tell-failure';

/** Rows of the Runs view, as its context menu hands them over: the clicked one, then all that are selected. */
export function chosenRuns(app: App, args: readonly unknown[]): RunRow[] {
  const selected = Array.isArray(args[1]) ? args[1].filter(isRunRow) : [];
  if (selected.length > 0) return selected;
  return isRunRow(args[0]) ? [args[0]] : app.runs.selection;
}

/** With what was asked and answered, where that was kept; undefined, after saying so, when the hub could not be asked. */
export async function loadRun(app: App, row: RunRow): Promise<RunRecord | undefined> {
  try {
    return await app.runs.runOf(row);
  } catch (error) {
    await tellFailure(app, error, { doing: 'The run could not be loaded' });
    return undefined;
  }
}

function isRunRow(value: unknown): value is RunRow {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return (value.kind === 'run' && 'run' in value) || (value.kind === 'execution' && 'record' in value);
}
