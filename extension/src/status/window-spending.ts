import { dollars, type TestOutcome } from '@prompthub/protocol';
import type { RunRecord } from '../runs/run-record';

/** What was spent on one model since the window was opened. */
export interface ModelSpending {
  readonly runs: number;
  /** US dollars of the runs whose price is known. */
  readonly costUsd: number;
  /** Runs of a model without a known price, and those that ended before they said what they used. */
  readonly unpriced: number;
  /** Kept answers, which cost nothing. */
  readonly cached: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** By the name of the model. */
export type WindowSpending = ReadonlyMap<string, ModelSpending>;

const TESTS = 'tests';

const NOTHING: ModelSpending = {
  ...{ runs: 0, costUsd: 0, unpriced: 0, cached: 0, inputTokens: 0, outputTokens: 0 },
};

/** With one run that has ended. What was refused or never sent cost nothing. */
export function withRun(spending: WindowSpending, run: RunRecord): WindowSpending {
  const isCached = run.execution?.cachedAt !== undefined;
  const wasAsked = run.status === 'succeeded' || run.text !== '' || run.costUsd !== undefined;
  if (!wasAsked) return spending;
  const model = run.model ?? 'the prompt’s own model';
  const before = spending.get(model) ?? NOTHING;
  return new Map(spending).set(model, {
    runs: before.runs + 1,
    costUsd: before.costUsd + (isCached ? 0 : (run.costUsd ?? 0)),
    unpriced: before.unpriced + (!isCached && run.costUsd === undefined ? 1 : 0),
    cached: before.cached + (isCached ? 1 : 0),
    inputTokens: before.inputTokens + (isCached ? 0 : (run.usage?.inputTokens ?? 0)),
    outputTokens: before.outputTokens + (isCached ? 0 : (run.usage?.outputTokens ?? 0)),
  });
}

/** With a test that has ended. Which model it asked is not told; one that cost nothing known may have asked none. */
export function withTest(
  spending: WindowSpending,
  { costUsd }: Pick<TestOutcome, 'costUsd'>,
): WindowSpending {
  if (costUsd === undefined) return spending;
  const before = spending.get(TESTS) ?? NOTHING;
  return new Map(spending).set(TESTS, {
    ...before,
    runs: before.runs + 1,
    costUsd: before.costUsd + costUsd,
  });
}

/** What the status bar says of it: undefined before anything ran. */
export function spendingText(spending: WindowSpending): { text: string; tooltip: string } | undefined {
  const models = [...spending];
  if (models.length === 0) return undefined;
  const total = models.reduce((sum, [, one]) => added(sum, one), NOTHING);
  const known = total.costUsd > 0 || total.unpriced < total.runs;
  const amount = known ? `${dollars(total.costUsd)}${total.unpriced > 0 ? ' + ?' : ''}` : '$ ?';
  const lines = [
    `Spent in this window: ${known ? dollars(total.costUsd) : 'not known'} in ${runs(total.runs)}`,
    tokens(total),
    ...models.sort(([, a], [, b]) => b.costUsd - a.costUsd).map(([model, one]) => modelLine(model, one)),
    ...(total.unpriced > 0
      ? [`${runs(total.unpriced)} not counted: the price is not known, or the run ended before it was told`]
      : []),
    ...(total.cached > 0 ? [`${runs(total.cached)} answered from the hub’s cache, at no cost`] : []),
  ];
  return { text: `$(credit-card) ${amount}`, tooltip: lines.join('\n') };
}

function modelLine(model: string, one: ModelSpending): string {
  const paid = one.runs - one.unpriced;
  const cost = paid > 0 ? dollars(one.costUsd) : 'price not known';
  // Tests do not tell their tokens.
  return [`${model}: ${cost}`, runs(one.runs), ...(model === TESTS ? [] : [tokens(one)])].join(', ');
}

function added(left: ModelSpending, right: ModelSpending): ModelSpending {
  return {
    runs: left.runs + right.runs,
    costUsd: left.costUsd + right.costUsd,
    unpriced: left.unpriced + right.unpriced,
    cached: left.cached + right.cached,
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
  };
}

const runs = (count: number): string => (count === 1 ? '1 run' : `${count.toLocaleString('en')} runs`);

const tokens = ({ inputTokens, outputTokens }: ModelSpending): string =>
  `${inputTokens.toLocaleString('en')} tokens in, ${outputTokens.toLocaleString('en')} out`;
