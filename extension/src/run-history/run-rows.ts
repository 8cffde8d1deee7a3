import { dollars, duration, type ExecutionDetail, type ExecutionRecord } from '@prompthub/protocol';
import type { RunRecord } from '../runs/run-record';
import { relativeTime } from '../versions/relative-time';

/** Which runs of a prompt are shown. */
export interface RunFilter {
  readonly model?: string;
  readonly status?: 'succeeded' | 'failed' | 'cancelled';
  readonly where?: 'here' | 'hub';
  /** In answers, values and errors that are kept here; in models, people and errors of the hub's. */
  readonly text?: string;
  /** Of the hub's, those of who is signed in. */
  readonly mine?: boolean;
}

/** A run of the history: one that was made in this workspace, or one that a hub recorded. */
export type RunRow =
  | { readonly kind: 'run'; readonly run: RunRecord }
  | { readonly kind: 'execution'; readonly record: ExecutionRecord; readonly uri: string };

/** Both kinds in one list, newest first. What the hub ran for this workspace is in both, and stands here once. */
export function runRows(
  runs: readonly RunRecord[],
  records: readonly ExecutionRecord[],
  uri: string,
): RunRow[] {
  const known = new Set(runs.flatMap(({ execution }) => execution?.id ?? []));
  const rows: RunRow[] = [
    ...runs.map((run) => ({ kind: 'run' as const, run })),
    ...records.flatMap((record) => (known.has(record.id) ? [] : { kind: 'execution' as const, record, uri })),
  ];
  return rows.sort((a, b) => startOf(b) - startOf(a));
}

export function fitsFilter(row: RunRow, { model, status, where, text }: RunFilter): boolean {
  const isHub = row.kind === 'execution' || row.run.request.hub === true;
  if (where !== undefined && isHub !== (where === 'hub')) return false;
  const { model: asked, status: state } = row.kind === 'run' ? row.run : row.record;
  if (model !== undefined && asked !== model) return false;
  if (status !== undefined && state !== status) return false;
  return text === undefined || searched(row).toLowerCase().includes(text.toLowerCase());
}

export function isEmptyRunFilter(filter: RunFilter): boolean {
  return Object.values(filter).every((part) => part === undefined);
}

/** `failed · openai/a`, behind the name of the prompt. */
export function runFilterText({ model, status, where, text, mine }: RunFilter): string {
  const place = where && { here: 'run here', hub: 'run on the hub' }[where];
  const state = status && STATES[status];
  return [state, model, place, mine && 'mine', text && `“${text}”`].filter(Boolean).join(' · ');
}

export const STATES = {
  waiting: 'waiting',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'stopped',
} as const;

/** What a row says behind its model: how it went, what it cost, how long it took, where, who, when. */
export function rowDescription(row: RunRow, now: number): string {
  const when = relativeTime(new Date(startOf(row)).toISOString(), now);
  if (row.kind === 'execution') {
    const { status, cached, costUsd, latencyMs, user, errorCode } = row.record;
    const state = status === 'succeeded' ? '' : (errorCode ?? STATES[status]);
    return joined([state, costText(costUsd, cached), timeText(latencyMs), `hub, ${user.name}`, when]);
  }
  const { status, costUsd, latencyMs, request, error, execution } = row.run;
  const state = status === 'succeeded' ? '' : (error?.code ?? STATES[status]);
  const cost = costText(costUsd, execution?.cachedAt !== undefined);
  return joined([state, cost, timeText(latencyMs), request.hub ? 'hub' : '', when]);
}

/** A record of the hub as a run, for the pages that show runs. */
export function runOfExecution(
  detail: ExecutionDetail,
  { uri, note }: { uri: string; note: string },
): RunRecord {
  const {
    id,
    commit,
    contents,
    inputTokens,
    outputTokens,
    attempts,
    status,
    errorCode,
    model,
    costUsd,
    cached,
  } = detail;
  const usage = detail.usage ?? { inputTokens, outputTokens, estimated: false };
  const message = `It was ${errorCode}.`;
  return {
    ...{ runId: id, uri, title: uri.split('/').at(-1) ?? uri, model, note, linked: true, facts: [] },
    startedAt: Date.parse(detail.startedAt),
    ...{ status, text: contents?.text ?? '', toolCalls: contents?.toolCalls ?? [], values: contents?.vars },
    ...{ usage, costUsd, latencyMs: detail.latencyMs, timeToFirstTokenMs: detail.timeToFirstTokenMs },
    ...(errorCode === undefined ? {} : { error: { code: errorCode, message } }),
    execution: { id, commit, attempts, ...(cached ? { cachedAt: detail.startedAt } : {}) },
    withoutContents: contents === undefined,
    request: { uri, model, hub: true },
  };
}

export function startOf(row: RunRow): number {
  return row.kind === 'run' ? row.run.startedAt : Date.parse(row.record.startedAt);
}

function searched(row: RunRow): string {
  if (row.kind === 'execution') {
    const { model, user, key, errorCode = '', environment = '' } = row.record;
    return [model, user.name, key?.name ?? '', errorCode, environment].join('\n');
  }
  const { model = '', text, values, error, testDescription = '', note = '' } = row.run;
  const given = JSON.stringify(values ?? {});
  return [model, text, given, error?.code ?? '', error?.message ?? '', testDescription, note].join('\n');
}

const costText = (costUsd: number | undefined, isCached: boolean): string =>
  isCached ? 'kept answer' : costUsd === undefined ? '' : dollars(costUsd);
const timeText = (ms: number | undefined): string => (ms === undefined ? '' : duration(ms));
const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');
