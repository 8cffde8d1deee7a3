import { dollars, duration } from '@prompthub/protocol';
import type { RunRecord } from './run-record';

/** A figure of a run: what a person reads, and what a screen reader says. */
export interface RunFact {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

/** What is known of a run's time, size and price. */
export function runFacts(run: RunRecord): RunFact[] {
  const facts: RunFact[] = [];
  if (run.latencyMs !== undefined) facts.push({ label: 'Time', value: duration(run.latencyMs) });
  if (run.timeToFirstTokenMs !== undefined)
    facts.push({ label: 'First token', value: duration(run.timeToFirstTokenMs) });
  if (run.usage) {
    const { inputTokens, outputTokens, estimated, cachedInputTokens, reasoningTokens } = run.usage;
    const about = estimated ? '≈ ' : '';
    const details = [
      cachedInputTokens && `${count(cachedInputTokens)} of the input came from the provider's cache`,
      reasoningTokens && `${count(reasoningTokens)} of the output went into reasoning`,
      estimated && 'The provider reported no figures; these are estimated',
    ].filter(Boolean);
    facts.push({
      label: 'Tokens',
      value: `${about}${count(inputTokens)} in, ${count(outputTokens)} out`,
      ...(details.length > 0 ? { hint: `${details.join('. ')}.` } : {}),
    });
  }
  if (run.costUsd !== undefined) facts.push({ label: 'Cost', value: dollars(run.costUsd) });
  else if (run.status === 'succeeded')
    facts.push({ label: 'Cost', value: 'unknown', hint: 'The price of this model is not known.' });
  return facts;
}

function count(n: number): string {
  return n.toLocaleString('en');
}
