import type { ProjectClient } from '@prompthub/client';
import type { ExecutionResult, RunResult } from '@prompthub/protocol';
import type { Accounts } from '../auth/accounts';
import { describeFailure } from '../commands/support/describe-failure';
import type { ProjectLink } from '../hub/project-links';
import { withAdvice } from './refusal-advice';
import type { RunExecution } from './run-record';

/** What the hub is asked to run: a published file, with the hub's own provider keys. */
export interface HubRun {
  readonly link: ProjectLink;
  /** In the project. */
  readonly path: string;
  readonly vars?: Record<string, unknown>;
  /** `provider/model` in place of the prompt's own. */
  readonly model?: string;
  /** How old a kept answer may be; 0: none is given, and none kept. */
  readonly cacheSeconds: number;
}

export interface HubRunHooks {
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly onText: (text: string) => void;
}

/** A run that the hub made, in the words of one that was made here, and what only a hub says. */
export interface HubRunResult {
  readonly result: RunResult;
  readonly execution?: RunExecution;
}

/** Asks the hub; text arrives in pieces. What goes wrong there is part of the answer. */
export async function runOnHub(accounts: Accounts, run: HubRun, hooks: HubRunHooks): Promise<HubRunResult> {
  const started = Date.now();
  let recordId: string | undefined;
  try {
    const project = (await accounts.client(run.link.hub)).project(run.link.project);
    const execution = await stream(project, run, { ...hooks, onBegun: (id) => (recordId = id) });
    const { id, commit, attempts, cachedAt, warnings } = execution;
    return {
      result: succeeded(hooks.runId, execution),
      execution: { id, commit, attempts, cachedAt, warnings },
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'server-error';
    const status = hooks.signal.aborted ? 'cancelled' : 'failed';
    const latencyMs = Date.now() - started;
    const message = withAdvice(code, describeFailure(error).text);
    return {
      result: {
        ...{ runId: hooks.runId, status, latencyMs, model: run.model ?? '', text: '', toolCalls: [] },
        ...(status === 'failed' ? { error: { code, message } } : {}),
      },
      ...recordOf(error, recordId),
    };
  }
}

/** Under which id the hub has recorded what failed or was stopped, if it has: its problem says so, or the hub did when it began. */
function recordOf(error: unknown, begun: string | undefined): Pick<HubRunResult, 'execution'> {
  const problem = error instanceof Error && 'problem' in error ? error.problem : undefined;
  const said = typeof problem === 'object' && problem && 'executionId' in problem && problem.executionId;
  const id = typeof said === 'string' ? said : begun;
  return id === undefined ? {} : { execution: { id } };
}

async function stream(
  project: ProjectClient,
  { link, path, vars, model, cacheSeconds }: HubRun,
  { signal, onText, onBegun }: HubRunHooks & { readonly onBegun: (id: string) => void },
): Promise<ExecutionResult> {
  const cache = cacheSeconds > 0 ? { ttlSeconds: cacheSeconds } : undefined;
  const events = project.executeStream({ path, ref: link.branch, vars, model, cache }, { signal });
  for await (const event of events) {
    if (event.type === 'done') return event.result;
    if (event.type === 'begun') onBegun(event.id);
    else onText(event.text);
  }
  throw new Error('The hub ended its answer without saying so.');
}

function succeeded(runId: string, execution: ExecutionResult): RunResult {
  const { model, text, toolCalls, usage, costUsd, latencyMs, timeToFirstTokenMs } = execution;
  return {
    ...{ runId, status: 'succeeded' as const, model, text, toolCalls, usage, latencyMs },
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(timeToFirstTokenMs === undefined ? {} : { timeToFirstTokenMs }),
  };
}
