import { dollars, type TestRun, type TestRunStatus } from '@prompthub/protocol';
import { promptName, shortId } from '../environments/environment-text';
import { relativeTime } from '../versions/relative-time';

export const TEST_RUN_WORDS: Readonly<Record<TestRunStatus, string>> = {
  queued: 'waits for its turn',
  running: 'running',
  passed: 'passed',
  failed: 'failed',
  cancelled: 'cancelled',
};

export function isOpen({ status }: TestRun): boolean {
  return status === 'queued' || status === 'running';
}

/** `main 9f2c1e5`, or `9f2c1e5` where a commit was asked for. */
export function testedVersion({ ref, commit }: TestRun): string {
  return commit.startsWith(ref) ? shortId(commit) : `${ref} ${shortId(commit)}`;
}

/** `12 of 40 · $0.03` of what has ended while it runs, `38 of 40 passed` when it did not pass; undefined while it waits. */
export function testRunFigures({ status, totals }: TestRun): string | undefined {
  const { passed, failed, errored, skipped, total } = totals;
  if (status === 'queued' || total === 0) return undefined;
  const ended = passed + failed + errored + skipped;
  const count =
    status === 'running'
      ? `${ended} of ${total}`
      : `${passed} of ${total}${status === 'passed' ? '' : ' passed'}`;
  const cost = (totals.costUsd ?? 0) + (totals.judgingCostUsd ?? 0);
  return cost > 0 ? `${count} · ${dollars(cost)}` : count;
}

/** In one line, the most telling first: a narrow side bar cuts the end off. */
export function testRunSummary(run: TestRun, now: number): string {
  const { status, by, createdAt, from, paths } = run;
  const parts = [
    TEST_RUN_WORDS[status],
    testRunFigures(run),
    paths && (paths.length === 1 ? promptName(paths[0] ?? '') : `${paths.length} prompts`),
    `${by.name}, ${relativeTime(createdAt, now)}`,
    from === 'reported' ? 'reported' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** What more there is to say, a line each. */
export function testRunDetails(run: TestRun): string[] {
  const { totals, models, maxCostUsd, source, problem } = run;
  const others = (['failed', 'errored', 'skipped'] as const).flatMap((status) =>
    totals[status] > 0 ? [`${totals[status]} ${status}`] : [],
  );
  return [
    ...(problem === undefined ? [] : [problem]),
    ...(others.length > 0 ? [others.join(', ')] : []),
    ...(models ? [`On ${models.join(', ')}`] : []),
    ...(maxCostUsd === undefined ? [] : [`At most ${dollars(maxCostUsd)}`]),
    ...(source ? [`Reported by ${source}`] : []),
  ];
}

/** Why a text is no most that a run may cost. Empty: no such limit. */
export function costCapProblem(text: string): string | undefined {
  const given = text.trim();
  if (given === '' || (/^\d+(?:\.\d+)?$/.test(given) && Number(given) > 0 && Number(given) <= 1_000_000))
    return undefined;
  return 'An amount of US dollars above 0, without a sign: 2 or 0.50';
}
