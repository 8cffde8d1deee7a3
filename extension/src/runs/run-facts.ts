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

/** `420 ms`, `3.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Two significant digits for small sums, so that cheap runs do not all read `$0.00`. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0';
  if (amount >= 0.1) return `$${amount.toFixed(2)}`;
  return `$${amount.toFixed(Math.min(8, 1 - Math.floor(Math.log10(amount))))}`;
}

function count(n: number): string {
  return n.toLocaleString('en');
}
