import {
  dollars,
  duration,
  goneOf,
  MEASURE_WORDS,
  type Budget,
  type ExecutionPolicy,
  type ExecutionRecord,
  type ModelState,
  type RateLimit,
} from '@prompthub/protocol';
import { printable } from '../terminal/output';
import { style } from '../terminal/style';
import { minute } from './describe-commit';

/** `project desk  $1.20 of $5.00 a day, hard  24 %  $0.10 reserved  anew 2026-12-01`. */
export function describeBudget(budget: Budget, whose: string): string {
  const { period, hard, settledUsd, reservedUsd, limitUsd, resetsAt } = budget;
  const gone = goneOf(budget);
  const paint = gone >= 1 ? style.red : gone >= 0.8 ? style.yellow : style.green;
  return [
    style.bold(printable(whose)),
    `${dollars(settledUsd)} of ${dollars(limitUsd)} a ${period}, ${hard ? 'hard' : 'soft'}`,
    paint(`${Math.floor(gone * 100)} %`),
    ...(reservedUsd > 0 ? [`${dollars(reservedUsd)} reserved`] : []),
    style.dim(`anew ${resetsAt.slice(0, 10)}`),
  ].join('  ');
}

export function describeLimit({ measure, limit }: RateLimit, whose: string): string {
  return `${style.bold(printable(whose))}  ${limit} ${MEASURE_WORDS[measure]}`;
}

export function describePolicy({ keepContents, keepDays }: ExecutionPolicy): string {
  if (keepContents === 'none') return 'Values and answers of runs are not kept.';
  return `Values and answers of ${keepContents} runs are kept for ${keepDays === 1 ? 'a day' : `${keepDays} days`}.`;
}

/** `openai/gpt-5  api.openai.com  spared for 12.0 s  first token after 420 ms`. */
export function describeModelState({ model, host, state, triedInMs, latencyMs }: ModelState): string {
  const states = {
    closed: style.green('may be asked'),
    'half-open': style.yellow('one call tries it'),
    open: style.red(`spared for ${duration(triedInMs ?? 0)}`),
  };
  return [
    style.bold(printable(model)),
    ...(host === undefined ? [] : [printable(host)]),
    states[state],
    ...(latencyMs === undefined ? [] : [style.dim(`first token after ${duration(latencyMs)}`)]),
  ].join('  ');
}

/** One run in one line. */
export function describeExecution(record: ExecutionRecord): string {
  const { startedAt, status, errorCode, path, commit, environment, model, user, key } = record;
  const paint = { succeeded: style.green, failed: style.red, running: style.yellow }[status];
  return [
    minute(startedAt),
    paint([status, errorCode].filter((part) => part !== undefined).join(' ')),
    printable(path),
    style.yellow(commit.slice(0, 10)),
    ...(environment === undefined ? [] : [printable(environment)]),
    printable(model),
    ...figures(record),
    style.dim(printable(key === undefined ? user.name : `${user.name} (${key.name})`)),
  ].join('  ');
}

function figures({
  inputTokens,
  outputTokens,
  cached,
  costUsd,
  unpriced,
  latencyMs,
  retries,
}: ExecutionRecord) {
  const cost = unpriced ? 'price unknown' : costUsd === undefined ? undefined : dollars(costUsd);
  return [
    `${inputTokens} + ${outputTokens} tokens`,
    cached ? 'kept answer' : cost,
    latencyMs === undefined ? undefined : duration(latencyMs),
    retries === 0 ? undefined : retries === 1 ? '1 retry' : `${retries} retries`,
  ].filter((part) => part !== undefined);
}
