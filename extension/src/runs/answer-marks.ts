import type { RunRecord } from './run-record';

/** What stands out among several answers, in words, by the id of the run. Nothing does where all are the same. */
export function answerMarks(runs: readonly RunRecord[]): Record<string, string[]> {
  const ended = runs.filter(({ status }) => status === 'succeeded');
  const priced = ended.filter(({ costUsd }) => costUsd !== undefined);
  const cheapest = priced.length < ended.length ? 'cheapest of known prices' : 'cheapest';
  const marks: Record<string, string[]> = {};
  const mark = (all: readonly RunRecord[], word: string, figure: (run: RunRecord) => number): void => {
    const least = Math.min(...all.map(figure));
    const best = all.filter((run) => figure(run) === least);
    if (best.length === all.length) return;
    for (const { runId } of best) marks[runId] = [...(marks[runId] ?? []), word];
  };
  mark(priced, cheapest, ({ costUsd = 0 }) => costUsd);
  mark(ended, 'fastest', ({ latencyMs = 0 }) => latencyMs);
  return marks;
}
