import type { ExecutionResult, RunResult } from '@prompthub/protocol';
import type { RunFact } from './run-facts';

/** What a hub says of a run beside its answer; of one that failed, under which id it is on record. */
export type RunExecution = Pick<ExecutionResult, 'id' | 'cachedAt' | 'warnings'> &
  Partial<Pick<ExecutionResult, 'commit' | 'attempts'>>;

/** One run of this session, as the results panel shows it. */
export interface RunRecord {
  readonly runId: string;
  /** Those that were asked together have the same. */
  readonly groupId?: string;
  readonly uri: string;
  /** The prompt's file name. */
  readonly title: string;
  readonly testDescription?: string;
  /** What was asked for; the answer names the model that answered. */
  readonly model?: string;
  /** Of its inputs, without defaults. */
  readonly values?: Record<string, unknown>;
  /** For a run on the hub: which version it runs, and where. */
  readonly note?: string;
  readonly execution?: RunExecution;
  /** The prompt belongs to a project of a hub, which may run it too. */
  readonly linked: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly status: 'waiting' | 'running' | RunResult['status'];
  readonly text: string;
  readonly toolCalls: RunResult['toolCalls'];
  readonly usage?: RunResult['usage'];
  readonly costUsd?: number;
  readonly latencyMs?: number;
  readonly timeToFirstTokenMs?: number;
  readonly error?: RunResult['error'];
  /** Its figures in words; none while it runs. */
  readonly facts: readonly RunFact[];
  readonly request: RunRequest;
  /** What was asked and answered was not kept. */
  readonly withoutContents?: boolean;
}

/** Enough to run the same again. */
export interface RunRequest {
  readonly uri: string;
  readonly testId?: string;
  readonly vars?: Record<string, unknown>;
  readonly model?: string;
  /** The hub runs what was published, with its own provider keys. */
  readonly hub?: boolean;
}

/** What asks the same once more, with the values and the model of that time; without its values where they were not kept. */
export function sameAgain({ request, values = {}, model, withoutContents }: RunRecord): RunRequest {
  return { ...request, model, ...(withoutContents ? {} : { vars: values }) };
}

/** Older runs than these leave the list of the session. */
export const KEPT_RUNS = 50;

/** The record of a run that has ended. A failed one keeps the text that had arrived. */
export function endedRun(record: RunRecord, result: RunResult): RunRecord {
  const { status, model, text, toolCalls, usage, costUsd, latencyMs, timeToFirstTokenMs, error } = result;
  return {
    ...record,
    status,
    model: model || record.model,
    text: text || record.text,
    ...{ toolCalls, usage, costUsd, latencyMs, timeToFirstTokenMs, error },
  };
}

/** A run that never got a result: the server went away, or was stopped before it answered. */
export function brokenRun(
  record: RunRecord,
  failure: { cancelled: boolean; message: string; latencyMs: number },
): RunRecord {
  const { cancelled, message, latencyMs } = failure;
  if (cancelled) return { ...record, status: 'cancelled', latencyMs };
  return { ...record, status: 'failed', latencyMs, error: { code: 'server-error', message } };
}
