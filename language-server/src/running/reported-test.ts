import type { AssertionVerdict, TestResult } from '@prompthub/engine';
import type { ReportedTest, ReportedVerdict } from '@prompthub/protocol';
import type { PlacedTest } from '../tests/test-source';

/** A result as reports hold it. `source` is the path of the file that the test is written in. */
export function reportedTest(
  { test, verdicts, repetitions, ...figures }: TestResult,
  { place, source, column }: { place: PlacedTest; source: string; column: number },
): ReportedTest {
  const { lines, range, assertions } = place;
  return {
    description: test.description,
    source,
    index: test.index,
    writtenAt: lines.positionAt(range.start).line + 1,
    mode: test.mode,
    vars: { ...test.vars },
    column,
    ...figures,
    ...(repetitions && { repetitions: { ...repetitions } }),
    verdicts: verdicts.map((verdict) => reportedVerdict(verdict, place, assertions)),
  };
}

function reportedVerdict(
  { namedScores, parts: _parts, ...verdict }: AssertionVerdict,
  { lines }: PlacedTest,
  assertions: PlacedTest['assertions'],
): ReportedVerdict {
  const range = assertions[verdict.index]?.range;
  return {
    ...verdict,
    ...(range && { line: lines.positionAt(range.start).line + 1 }),
    ...(namedScores && { namedScores: { ...namedScores } }),
  };
}
