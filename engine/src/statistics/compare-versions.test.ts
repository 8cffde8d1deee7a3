import fc from 'fast-check';
import { compareVersions, type PairedVerdict } from './compare-versions';
import { mcnemar } from './mcnemar';
import { casesForPairs, powerOfPairs } from './paired-power';
import { seededRandom } from './seeded-random';

function verdicts(counts: { both: number; neither: number; first: number; second: number }): PairedVerdict[] {
  const many = (n: number, first: boolean, second: boolean): PairedVerdict[] =>
    Array.from({ length: n }, () => ({ first, second }));
  return [
    ...many(counts.both, true, true),
    ...many(counts.neither, false, false),
    ...many(counts.first, true, false),
    ...many(counts.second, false, true),
  ];
}

test('says that a version is better, with rates and their intervals', () => {
  const { verdict, words } = compareVersions(verdicts({ both: 36, neither: 4, first: 1, second: 9 }), {
    names: { first: 'main', second: 'shorter' },
  });
  expect(verdict).toBe('better');
  expect(words).toEqual([
    'Main passes 37 of 50 cases, 74 % (95 % interval 60.4 % to 84.1 %).',
    'Shorter passes 45 of 50 cases, 90 % (95 % interval 78.6 % to 95.7 %).',
    expect.stringMatching(
      /^It is shown that shorter is better \(\+16 points, 95 % interval \+.* p = 0\.021\)\.$/,
    ),
  ]);
});

test('says what is not shown, what could have been, and how many cases it takes', () => {
  const { verdict, words } = compareVersions(verdicts({ both: 14, neither: 2, first: 1, second: 3 }));
  expect(verdict).toBe('not-shown');
  expect(words.slice(2)).toEqual([
    expect.stringMatching(/^A difference is not shown .* That does not mean that both are equally good\.$/),
    expect.stringMatching(
      /^20 cases show a change from 75 % to 26 % four times out of five, .* about 271 cases would show it\.$/,
    ),
  ]);
});

test('never says more of one version than, with both exchanged, of the other', () => {
  const count = fc.nat(60);
  fc.assert(
    fc.property(fc.record({ both: count, neither: count, first: count, second: count }), (counts) => {
      fc.pre(counts.both + counts.neither + counts.first + counts.second > 1);
      const there = compareVersions(verdicts(counts));
      const back = compareVersions(verdicts({ ...counts, first: counts.second, second: counts.first }));
      const turned = { better: 'worse', worse: 'better', 'not-shown': 'not-shown' } as const;
      expect(back.verdict).toBe(turned[there.verdict]);
      expect(back.pValue).toBe(there.pValue);
      expect(there.verdict === 'better').toBe(there.pValue <= 0.05 && counts.second > counts.first);
    }),
    { numRuns: 30 },
  );
});

test('finds a difference between equal versions in at most one of twenty comparisons', () => {
  const random = seededRandom(7);
  const runs = process.env['PROMPTHUB_FULL'] === undefined ? 200 : 10_000;
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const cases = Array.from({ length: 80 }, () => ({ first: random() < 0.8, second: random() < 0.8 }));
    if (compareVersions(cases).verdict !== 'not-shown') found++;
  }
  expect(found / runs).toBeLessThanOrEqual(0.05);
});

test('of few cases, however clear, claims neither a sure interval nor that they could have shown much', () => {
  const { words } = compareVersions(verdicts({ both: 0, neither: 0, first: 3, second: 0 }));
  expect(words.slice(2)).toEqual([
    expect.stringContaining('(−100 points, 95 % interval −100 points to +41.5 points; p = 0.25)'),
    '3 cases are too few to show any difference from 100 % reliably. If the difference is as large as it looks here, about 6 cases would show it.',
  ]);
});

test('a very small p is said to be small', () => {
  const { words } = compareVersions(verdicts({ both: 30, neither: 10, first: 20, second: 0 }));
  expect(words[2]).toMatch(/^It is shown .*; p < 0\.0001\)\.$/);
});

test('cases that all agree do not show that versions are equal', () => {
  const { difference, words } = compareVersions(verdicts({ both: 20, neither: 0, first: 0, second: 0 }));
  expect(difference.rate).toBe(0);
  // 2.5 % of 20 draws are all alike when so many are.
  expect((1 - difference.interval.high) ** 20).toBeCloseTo(0.025, 9);
  expect(difference.interval.low).toBe(-difference.interval.high);
  expect(words.at(-1)).toMatch(/^20 cases show a change from 100 % to 6\d % four times out of five/);
});

test.each([
  [0.5, 0.9, 20],
  [1, 0.6, 12],
  [0.3, 0, 25],
  [0.75, 0.95, 90],
])('shows a change from %d to %d in %d cases as often as the power says', (from, to, cases) => {
  const random = seededRandom(11);
  const [runs, wanted] = [4_000, to > from ? 'better' : 'worse'];
  let shown = 0;
  for (let run = 0; run < runs; run++) {
    let [lost, won] = [0, 0];
    for (let at = 0; at < cases; at++) {
      const [first, second] = [random() < from, random() < to];
      if (first && !second) lost++;
      if (second && !first) won++;
    }
    const found = mcnemar({ onlyFirst: lost, onlySecond: won }).pValue <= 0.05;
    if (found && (won > lost ? 'better' : 'worse') === wanted) shown++;
  }
  const power = powerOfPairs({ from, to }, cases);
  // Four standard errors.
  expect(Math.abs(shown / runs - power)).toBeLessThan(
    4 * Math.sqrt(Math.max(power * (1 - power), 0.01) / runs),
  );
});

test('the cases that are named are the fewest that have the power', () => {
  const plan = { from: 0.75, to: 0.85 };
  const cases = casesForPairs(plan) ?? 0;
  expect(powerOfPairs(plan, cases)).toBeGreaterThanOrEqual(0.8);
  expect(powerOfPairs(plan, cases - 1)).toBeLessThan(0.8);
  expect(casesForPairs({ from: 0.5, to: 0.5001 })).toBeUndefined();
});
