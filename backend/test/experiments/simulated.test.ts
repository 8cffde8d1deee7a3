import { seededRandom } from '@prompthub/engine';
import { assignArm, type Experiment, type ExperimentResults } from '@prompthub/protocol';
import { startHub, type TestHub } from '../hub';
import { ExperimentTester } from './experiment-client';

// Whole experiments through the API: keys come in batches, and somebody looks after each of them.

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

const BATCH = 500;
const LOOKS = 8;

interface Visit {
  readonly key: string;
  /** Undefined: the key is not in the experiment. */
  readonly arm: number | undefined;
}

let projects = 0;
/** What each look says. */
async function simulate(
  more: Record<string, unknown>,
  solves: (random: () => number, arm: number) => boolean,
  isReported: (random: () => number, arm: number) => boolean = () => true,
): Promise<ExperimentResults[]> {
  const tester = await ExperimentTester.begin(hub, `simulated-${++projects}`);
  const experiment: Experiment = await tester.start({ windowHours: 0, ...more });
  const random = seededRandom(20_261_123 + projects);
  const looks: ExperimentResults[] = [];
  for (let look = 0; look < LOOKS; look++) {
    const visits = Array.from({ length: BATCH }, (_, index): Visit => {
      const key = `${projects}/${look}/${index}`;
      return { key, arm: assignArm(experiment, key).arm };
    }).filter(({ arm }) => arm !== undefined && isReported(random, arm));
    const exposures = visits.map(({ key }) => ({ experiment: experiment.id, key }));
    expect((await tester.send('POST', 'exposures', { exposures })).body.recorded).toBe(visits.length);
    const outcomes = visits
      .filter(({ arm }) => solves(random, arm ?? 0))
      .map(({ key }) => ({ id: key, metric: 'solved', key, value: 1 }));
    expect((await tester.send('POST', 'outcomes', { outcomes })).body.recorded).toBe(outcomes.length);
    looks.push((await tester.send('GET', `experiments/${experiment.id}/results`)).body as ExperimentResults);
  }
  return looks;
}

const verdicts = (looks: readonly ExperimentResults[]) =>
  looks.flatMap(({ comparisons }) => comparisons.map(({ verdict }) => verdict));

test('two arms of one version are never called different', async () => {
  const looks = await simulate({ plannedSize: BATCH * LOOKS }, (random) => random() < 0.4);
  expect(verdicts(looks)).toEqual(Array.from({ length: LOOKS }, () => 'not-shown'));
  expect(looks.map(({ recommendation }) => recommendation.action)).toEqual([
    ...Array.from({ length: LOOKS - 1 }, () => 'go-on'),
    'stop',
  ]);
  expect(looks.at(-1)?.sampleRatio.alarm).toBe(false);
});

test('a real difference is shown, and stays shown', async () => {
  const looks = await simulate({ traffic: 900 }, (random, arm) => random() < (arm === 1 ? 0.6 : 0.4));
  const found = verdicts(looks);
  expect(found.at(-1)).toBe('better');
  expect(found.slice(found.indexOf('better'))).not.toContain('worse');
  expect(looks.at(-1)).toMatchObject({ recommendation: { action: 'promote', arm: 'new' } });
  const [comparison] = looks.at(-1)?.comparisons ?? [];
  expect(comparison?.difference?.low).toBeGreaterThan(0);
  expect(comparison?.difference?.high).toBeGreaterThan(0.2);
});

test('an application that loses a part of one arm rings the alarm, and nothing else is claimed', async () => {
  const looks = await simulate(
    {},
    (random, arm) => random() < (arm === 1 ? 0.9 : 0.1),
    (random, arm) => arm === 0 || random() < 0.7,
  );
  const last = looks.at(-1);
  expect(last).toMatchObject({ sampleRatio: { alarm: true }, comparisons: [], guards: [] });
  expect(last?.recommendation).toEqual({ action: 'investigate' });
});

test('equal arms of which one has its outcomes sooner are never called different', async () => {
  const tester = await ExperimentTester.begin(hub, `simulated-${++projects}`);
  const experiment: Experiment = await tester.start({ windowHours: 24 });
  const random = seededRandom(20_261_124);
  const delays = [18, 6];
  const coming: { key: string; at: number }[] = [];
  const looks: ExperimentResults[] = [];
  for (let hour = 0; hour < 48; hour += 6) {
    const keys = Array.from({ length: BATCH }, (_, index) => `delayed/${hour}/${index}`);
    const exposures = keys.map((key) => ({ experiment: experiment.id, key }));
    await tester.send('POST', 'exposures', { exposures });
    for (const key of keys)
      if (random() < 0.4) coming.push({ key, at: hour + (delays[assignArm(experiment, key).arm ?? 0] ?? 0) });
    await tester.pass(experiment.id, 6 * 3600);
    const come = coming.filter(({ at }) => at > hour && at <= hour + 6);
    const outcomes = come.map(({ key }) => ({ id: key, metric: 'solved', key, value: 1 }));
    expect((await tester.send('POST', 'outcomes', { outcomes })).body.recorded).toBe(outcomes.length);
    looks.push((await tester.send('GET', `experiments/${experiment.id}/results`)).body as ExperimentResults);
  }
  expect(verdicts(looks)).toEqual(looks.map(() => 'not-shown'));
  const [control, variant] = looks.at(-1)?.arms ?? [];
  expect(control?.complete).toBeGreaterThan(900);
  expect(variant?.metrics[0]?.estimate?.value).toBeGreaterThan(0.35);
});
