import { seededRandom } from '@prompthub/engine';
import type { Experiment, ExperimentGuard } from '@prompthub/protocol';
import { analyseExperiment } from './analyse-experiment';
import type { ExperimentFigures } from './experiment-figures';
import { describeResults, recommend } from './experiment-words';

const FULL = process.env['PROMPTHUB_FULL'] !== undefined;
const EXPERIMENTS = FULL ? 10_000 : 500;

const EXPERIMENT: Experiment = {
  ...{ id: '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10', name: 'x', state: 'running', environment: 'production' },
  ...{ hypothesis: 'x', traffic: 1000, guards: [], windowHours: 1, stopOnBreach: false },
  arms: [
    { name: 'control', weight: 500 },
    { name: 'new', weight: 500 },
  ],
  metric: { name: 'solved', kind: 'binary', better: 'higher' },
  createdBy: { name: 'Ada' },
  createdAt: '2026-11-22T09:30:00.000Z',
};

/** Keys that come one after the other, with a value of each metric. */
class Simulation {
  readonly #counts: number[];
  readonly #sums = new Map<string, { n: number; sum: number; squares: number }[]>();

  constructor(readonly experiment: Experiment) {
    this.#counts = experiment.arms.map(() => 0);
  }

  visit(arm: number, values: Readonly<Record<string, number>>): void {
    this.#counts[arm] = (this.#counts[arm] ?? 0) + 1;
    for (const name in values) {
      const value = values[name] ?? NaN;
      const sums = this.#sums.get(name) ?? this.#counts.map(() => ({ n: 0, sum: 0, squares: 0 }));
      this.#sums.set(name, sums);
      const one = sums[arm];
      if (one === undefined) throw new Error('no such arm');
      one.n++;
      one.sum += value;
      one.squares += value ** 2;
    }
  }

  figures(): ExperimentFigures {
    const metrics = [...this.#sums].flatMap(([metric, arms]) =>
      arms.map(({ n, sum, squares }, arm) => ({
        ...{ arm, metric, keys: n, mean: sum / n },
        variance: n < 2 ? null : (squares - sum ** 2 / n) / (n - 1),
      })),
    );
    return { exposures: this.#counts, complete: this.#counts, metrics };
  }

  analyse() {
    return analyseExperiment(this.experiment, this.figures());
  }

  words(): string[] {
    const analysis = this.analyse();
    const recommendation = recommend(this.experiment, analysis);
    return describeResults(this.experiment, analysis, { recommendation, lost: 0 });
  }
}

/** How many of the experiments claim something at any of twenty looks. */
function shareClaiming(
  experiment: Experiment,
  draw: (random: () => number, arm: number) => Record<string, number>,
  visits = 2000,
) {
  const random = seededRandom(20_261_123);
  let claiming = 0;
  for (let index = 0; index < EXPERIMENTS; index++) {
    const simulation = new Simulation(experiment);
    for (let visit = 1; visit <= visits; visit++) {
      const arm = Math.floor(random() * experiment.arms.length);
      simulation.visit(arm, draw(random, arm));
      if (visit % (visits / 20) !== 0) continue;
      const { comparisons, guards } = simulation.analyse();
      const claims = [...comparisons.map(({ verdict }) => verdict), ...guards.map(({ state }) => state)];
      if (claims.every((claim) => ['not-shown', 'kept'].includes(claim))) continue;
      claiming++;
      break;
    }
  }
  return claiming / EXPERIMENTS;
}

const solved = (random: () => number, rate: number) => ({ solved: random() < rate ? 1 : 0 });
const rating = { ...EXPERIMENT, metric: { name: 'rating', kind: 'mean', better: 'higher' } } as const;

describe('arms without a difference, looked at twenty times', () => {
  test('of a rate are called different in at most one of twenty experiments', () => {
    expect(shareClaiming(EXPERIMENT, (random) => solved(random, 0.3))).toBeLessThanOrEqual(0.05);
  });

  test('of a skewed mean as well', () => {
    const draw = (random: () => number) => ({ rating: -Math.log(1 - random()) });
    expect(shareClaiming(rating, draw)).toBeLessThanOrEqual(0.05);
  });

  test('nor are four arms', () => {
    const arms = [0, 1, 2, 3].map((arm) => ({ name: `arm-${arm}`, weight: 250 }));
    expect(shareClaiming({ ...EXPERIMENT, arms }, (random) => solved(random, 0.3))).toBeLessThanOrEqual(0.05);
  });

  test('nor is any of ten guards called broken that is just kept', () => {
    const guards = Array.from({ length: 10 }, (_, index): ExperimentGuard => {
      const better = index % 2 === 0 ? 'lower' : 'higher';
      const kind = index % 3 === 0 ? 'binary' : 'mean';
      const of = index % 4 < 2 ? 'value' : 'difference';
      const limit = of === 'difference' ? 0 : kind === 'binary' ? 0.3 : 1;
      return { name: `guard-${index}`, kind, better, limit, of };
    });
    const experiment = { ...EXPERIMENT, guards };
    const values: Record<string, number> = {};
    const draw = (random: () => number) => {
      for (const { name, kind } of guards)
        values[name] = kind === 'binary' ? Number(random() < 0.3) : -Math.log(1 - random());
      return values;
    };
    expect(shareClaiming(experiment, draw, 600)).toBeLessThanOrEqual(0.05);
  });
});

function simulated(
  experiment: Experiment,
  draw: (random: () => number, arm: number) => Record<string, number>,
  {
    visits = 4000,
    keep = () => true,
  }: { visits?: number; keep?: (random: () => number, arm: number) => boolean } = {},
): Simulation {
  const random = seededRandom(7);
  const simulation = new Simulation(experiment);
  for (let visit = 0; visit < visits; visit++) {
    const arm = random() < 0.5 ? 0 : 1;
    if (keep(random, arm)) simulation.visit(arm, draw(random, arm));
  }
  return simulation;
}

test('a real difference is shown, and promoted or rolled back by its direction', () => {
  const better = simulated(EXPERIMENT, (random, arm) => solved(random, arm === 1 ? 0.6 : 0.5));
  expect(better.analyse().comparisons).toMatchObject([{ arm: 'new', verdict: 'better' }]);
  expect(better.words().at(-1)).toBe('Promote "new".');
  const worse = simulated(EXPERIMENT, (random, arm) => solved(random, arm === 1 ? 0.4 : 0.5));
  expect(worse.words()).toContainEqual(expect.stringMatching(/^Shown: "new" is worse than control/));
  expect(worse.words().at(-1)).toBe('Roll back: control is better.');
  const lower = { ...rating, metric: { ...rating.metric, better: 'lower' } } as const;
  const draw = (random: () => number, arm: number) => ({ rating: random() + (arm === 1 ? 0.2 : 0) });
  expect(simulated(lower, draw).analyse().comparisons).toMatchObject([{ verdict: 'worse' }]);
  expect(simulated(rating, draw).analyse().comparisons).toMatchObject([{ verdict: 'better' }]);
});

test('arms that did not get their shares claim nothing, whatever the difference', () => {
  const draw = (random: () => number, arm: number) => solved(random, arm === 1 ? 0.9 : 0.1);
  const biased = simulated(EXPERIMENT, draw, { keep: (random, arm) => arm === 0 || random() < 0.8 });
  const { sampleRatio, comparisons, guards } = biased.analyse();
  expect([sampleRatio.alarm, comparisons, guards]).toEqual([true, [], []]);
  expect(biased.words().join(' ')).toMatch(/did not get their shares.*nothing is claimed\. Find out/);
  expect(biased.words().join(' ')).not.toMatch(/\de-\d/);
  expect(simulated(EXPERIMENT, draw).analyse().sampleRatio.alarm).toBe(false);
});

describe('guards', () => {
  const guard = (more: Partial<ExperimentGuard>): ExperimentGuard => ({
    ...{ name: 'cost-usd', kind: 'mean', better: 'lower', limit: 0.01, of: 'value', ...more },
  });
  const costing = (cost: number) => (random: () => number, arm: number) => ({
    ...solved(random, arm === 1 ? 0.7 : 0.4),
    'cost-usd': 0.005 + random() * 0.002 + (arm === 1 ? cost : 0),
  });

  test('of an experiment that is over it is said that one was broken, not that control was better', () => {
    const state = 'rolled-back';
    const over = simulated({ ...EXPERIMENT, guards: [guard({})], state }, costing(0.006));
    expect(over.words().at(-1)).toBe('A guard was broken.');
  });

  test.each([
    ['a value that is kept', guard({}), 0.001, 'kept', 'Promote "new".'],
    ['a value that is broken', guard({}), 0.006, 'breached', 'Roll back: a guard is broken.'],
    ['a difference that is kept', guard({ of: 'difference', limit: 0.002 }), 0.001, 'kept', 'Promote "new".'],
    [
      'a difference that is broken',
      guard({ of: 'difference', limit: 0.002 }),
      0.003,
      'breached',
      'Roll back: a guard is broken.',
    ],
    [
      'a least value',
      guard({ better: 'higher', limit: 0.009 }),
      0.001,
      'breached',
      'Roll back: a guard is broken.',
    ],
  ] as const)('%s', (_name, one, cost, state, last) => {
    const simulation = simulated({ ...EXPERIMENT, guards: [one] }, costing(cost));
    expect(simulation.analyse().guards).toMatchObject([{ arm: 'new', metric: 'cost-usd', state }]);
    expect(simulation.words().at(-1)).toBe(last);
  });
});

test('a draft has shown nothing, and has not ended', () => {
  expect(new Simulation({ ...EXPERIMENT, state: 'draft' }).words()).toEqual([
    'A draft: it changes nothing before it is started.',
  ]);
});

test('few keys say nothing, and the planned size ends the waiting', () => {
  const few = simulated(rating, (random, arm) => ({ rating: random() + arm * 100 }), { visits: 120 });
  expect(few.analyse().comparisons).toEqual([
    { arm: 'new', metric: 'rating', pValue: 1, verdict: 'not-shown' },
  ]);
  expect(few.words()).toContain('Nothing can be said of "rating" yet: too few keys have one.');
  const planned = simulated({ ...EXPERIMENT, plannedSize: 4000 }, (random) => solved(random, 0.5));
  expect(planned.words().at(-1)).toMatch(/^The planned size is reached: stop/);
  const longer = simulated({ ...EXPERIMENT, plannedSize: 4001 }, (random) => solved(random, 0.5));
  expect(longer.words().at(-1)).toBe('Go on until the planned size is reached.');
  expect(new Simulation(EXPERIMENT).words().at(-1)).toBe('Go on.');
});
