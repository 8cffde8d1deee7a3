import type { Observation } from '../assertion';

/** What a model called, one call a line. */
export function toolCallsText(calls: NonNullable<Observation['toolCalls']>): string {
  if (calls.length === 0) return '(none)';
  return calls.map((call, index) => `${index + 1}. ${JSON.stringify(call)}`).join('\n');
}
