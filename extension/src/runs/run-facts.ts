import { dollars, duration, type ExecutionAttempt } from '@prompthub/protocol';
import { relativeTime } from '../versions/relative-time';
import type { RunRecord } from './run-record';

/** A figure of a run: what a person reads, and what a screen reader says. */
export interface RunFact {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

/** What is known of a run's time, size and price. */
export function runFacts(run: RunRecord, now = Date.now()): RunFact[] {
  const facts: RunFact[] = [];
  if (run.latencyMs !== undefined) facts.push({ label: 'Time', value: duration(run.latencyMs) });
  if (run.timeToFirstTokenMs !== undefined)
    facts.push({ label: 'First token', value: duration(run.timeToFirstTokenMs) });
  if (run.usage) facts.push(tokenFact(run.usage));
  const attempts = run.execution?.attempts ?? [];
  if (attempts.length > 1) facts.push(attemptFact(attempts));
  const cost = costFact(run, now);
  return cost ? [...facts, cost] : facts;
}

/** One line for each request that went to a model. */
export function attemptLines(attempts: readonly ExecutionAttempt[]): string[] {
  return attempts.map(({ model, latencyMs, waitMs, errorCode, costUsd }) => {
    const waited = waitMs > 0 ? `, after waiting ${duration(waitMs)}` : '';
    const cost = costUsd === undefined ? '' : `, ${dollars(costUsd)}`;
    return `${model}: ${errorCode ?? 'answered'} in ${duration(latencyMs)}${waited}${cost}`;
  });
}

function tokenFact(usage: NonNullable<RunRecord['usage']>): RunFact {
  const { inputTokens, outputTokens, estimated, cachedInputTokens, reasoningTokens } = usage;
  const details = [
    cachedInputTokens && `${count(cachedInputTokens)} of the input came from the provider's cache`,
    reasoningTokens && `${count(reasoningTokens)} of the output went into reasoning`,
    estimated && 'The provider reported no figures; these are estimated',
  ].filter(Boolean);
  return {
    label: 'Tokens',
    value: `${estimated ? '≈ ' : ''}${count(inputTokens)} in, ${count(outputTokens)} out`,
    ...(details.length > 0 ? { hint: `${details.join('. ')}.` } : {}),
  };
}

function attemptFact(attempts: readonly ExecutionAttempt[]): RunFact {
  return { label: 'Attempts', value: count(attempts.length), hint: attemptLines(attempts).join('\n') };
}

function costFact({ status, costUsd, execution }: RunRecord, now: number): RunFact | undefined {
  if (execution?.cachedAt !== undefined) {
    const hint = `The hub kept this answer ${relativeTime(execution.cachedAt, now)} and gave it again. No model was asked.`;
    return { label: 'Cost', value: 'nothing, a kept answer', hint };
  }
  if (costUsd !== undefined) return { label: 'Cost', value: dollars(costUsd) };
  if (status !== 'succeeded') return undefined;
  return { label: 'Cost', value: 'unknown', hint: 'The price of this model is not known.' };
}

function count(n: number): string {
  return n.toLocaleString('en');
}
