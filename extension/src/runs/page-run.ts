import { isRefusal } from './refusal-advice';
import { attemptLines, runFacts } from './run-facts';
import type { RunRecord } from './run-record';

/** A run as our pages show it: without the request, which stays here, and with what a hub said in words. */
export function pageRun(record: RunRecord) {
  const { request, execution, values = {}, ...run } = record;
  const attempts = execution?.attempts ?? [];
  return {
    ...{ ...run, hub: request.hub ?? false },
    /** Made anew: what comes from a history brings none. */
    facts: runFacts(record),
    /** As JSON; empty when there are none. */
    values: Object.keys(values).length > 0 ? JSON.stringify(values, null, 2) : '',
    /** By a budget or a limit, which can be looked at. */
    refused: run.error !== undefined && isRefusal(run.error.code),
    /** Budgets that are nearly gone; one line each. */
    warnings: execution?.warnings?.map(({ message }) => message) ?? [],
    attempts: attempts.length > 1 ? attemptLines(attempts) : [],
  };
}
