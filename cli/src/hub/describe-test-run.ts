import { dollars, type TestRun } from '@prompthub/protocol';
import { printable } from '../terminal/output';
import { style } from '../terminal/style';
import { minute } from './describe-commit';

/** `2026-11-22 09:30  failed  9f2c1e5b7a main  11 of 12 passed, 1 failed  $0.0041  Ada  0198d6a1-…`. */
export function describeTestRun(run: TestRun): string {
  const { id, createdAt, status, commit, ref, paths, from, source, by, problem, totals, resultsDeletedAt } =
    run;
  const paint = {
    queued: style.yellow,
    running: style.yellow,
    passed: style.green,
    failed: style.red,
    cancelled: style.dim,
  }[status];
  const cost = (totals.costUsd ?? 0) + (totals.judgingCostUsd ?? 0);
  const where = from === 'hub' ? [] : [`reported${source === undefined ? '' : ` by ${source}`}`];
  return [
    minute(createdAt),
    paint(status),
    `${style.yellow(commit.slice(0, 10))}${commit.startsWith(ref) ? '' : ` ${printable(ref)}`}`,
    ...(paths ?? []).map(printable),
    figures(totals),
    ...(cost > 0 ? [dollars(cost)] : []),
    ...where.map(printable),
    ...(problem === undefined ? [] : [printable(problem)]),
    ...(resultsDeletedAt === undefined ? [] : ['results no longer kept']),
    style.dim(printable(by.name)),
    id,
  ].join('  ');
}

function figures({ passed, failed, errored, skipped, total }: TestRun['totals']): string {
  const rest = Object.entries({ failed, errored, skipped }).flatMap(([word, count]) =>
    count > 0 ? [`${count} ${word}`] : [],
  );
  return [`${passed} of ${total} passed`, ...rest].join(', ');
}
