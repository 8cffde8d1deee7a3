import { isRefusal } from './refusal-advice';
import { attemptLines } from './run-facts';
import type { RunRecord } from './run-record';

/** A run as our pages show it: without the request, which stays here, and with what a hub said in words. */
export function pageRun({ request: { hub = false }, execution, values = {}, ...run }: RunRecord) {
  const attempts = execution?.attempts ?? [];
  return {
    ...{ ...run, hub },
    /** As JSON; empty when there are none. */
    values: Object.keys(values).length > 0 ? JSON.stringify(values, null, 2) : '',
    /** By a budget or a limit, which can be looked at. */
    refused: run.error !== undefined && isRefusal(run.error.code),
    /** Budgets that are nearly gone; one line each. */
    warnings: execution?.warnings?.map(({ message }) => message) ?? [],
    attempts: attempts.length > 1 ? attemptLines(attempts) : [],
  };
}
