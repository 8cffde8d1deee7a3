import type { Environment } from '@prompthub/protocol';
import { experiment, results } from './experiment-example';
import { experimentPage, refusalOf } from './experiment-page';

const now = Date.parse('2026-06-15T12:00:00Z');
const environment: Environment = { name: 'production', protected: true, prompts: [] };
const page = (more: Partial<typeof results> = {}) =>
  experimentPage({ results: { ...results, ...more }, environment, role: 'owner' }, now);

test('says what is tried where, and since when', () => {
  expect(page()).toMatchObject({
    title: 'Order number first',
    stateText: 'running',
    about: 'triage in production · 20 % of the traffic · started 2 hours ago, planned by Ada',
    ended: undefined,
    recommendation: 'Roll back: a guard is broken.',
    words: ['2,000 keys were shown an arm.', 'Guard broken.'],
  });
  expect(page().arms).toEqual([
    { name: 'control', isControl: true, version: '1c2d3e4', share: '50 %', exposures: '1,002' },
    { name: 'order-first', isControl: false, version: '9f2c1e5', share: '50 %', exposures: '998' },
  ]);
});

test('draws the intervals of all arms on one scale', () => {
  const [solved, cost] = page().charts;
  expect(solved).toEqual({
    title: 'solved, higher is better',
    from: '40.0 %',
    to: '80.0 %',
    rows: [
      {
        arm: 'control',
        text: '50.0 % (between 40.0 % and 60.0 %)',
        interval: { low: 3, value: 26.5, high: 50 },
      },
      {
        arm: 'order-first',
        text: '70.0 % (between 60.0 % and 80.0 %)',
        interval: { low: 50, value: 73.5, high: 97 },
        verdict: { kind: 'better', text: 'better than control' },
      },
    ],
  });
  expect(cost?.rows[0]).toEqual({ arm: 'control', text: 'too few keys to say anything' });
  expect(page().guards).toEqual([
    {
      state: 'breached',
      stateText: 'Broken',
      text: 'cost-usd of order-first, at most $0.010: $0.012, between $0.011 and $0.013',
    },
  ]);
});

test.each([
  ['promote', ['promote']],
  ['roll-back', ['rollBack']],
  ['stop', ['stop']],
  ['go-on', []],
  ['investigate', []],
] as const)('when the hub says %s, no other step stands out', (action, advised) => {
  const { steps } = page({ recommendation: { action } });
  expect(steps.flatMap((one) => (one.advised ? [one.step] : []))).toEqual(advised);
});

test('with an alarm nothing is claimed', () => {
  const words = ['Sizes.', 'The arms did not get their shares.', 'Find out.'];
  expect(page({ sampleRatio: { pValue: 0, alarm: true }, words })).toMatchObject({
    ...{ alarm: true, charts: [], guards: [], recommendation: 'Find out.' },
    words: words.slice(0, 2),
  });
});

test('a draft says that it changes nothing', () => {
  const draft = { ...experiment, state: 'draft' as const, startedAt: undefined, neededKeys: 1570 };
  const { about, recommendation, steps, charts, words } = page({ experiment: draft });
  expect(about).toMatch(/planned by Ada, yesterday|planned by Ada, 1 day ago/);
  expect(recommendation).toMatch(/changes nothing/);
  expect(steps.map(({ label }) => label)).toEqual(['Start…', 'Change Traffic…', 'Delete Draft…']);
  expect(charts).toEqual([]);
  expect(words).toEqual([
    'About 1,570 keys in all arms show a difference of 10.0 points in "solved", if it is there, in 4 of 5 experiments.',
  ]);
});

test('what has ended says how, who and why', () => {
  const ended = {
    ...experiment,
    ...{ state: 'promoted' as const, winner: 'order-first', why: 'Solves more' },
    ...{ endedAt: '2026-06-15T11:00:00.000Z', endedBy: { name: 'Bob' } },
  };
  expect(page({ experiment: ended })).toMatchObject({
    ended: 'Promoted (order-first) by Bob, 1 hour ago: “Solves more”',
    steps: [],
  });
});

test.each([
  ['owner', true, undefined],
  ['admin', true, undefined],
  ['editor', true, /^production is protected/],
  ['editor', false, undefined],
  ['viewer', false, /^Your role does not allow this/],
  [undefined, false, /^Your role does not allow this/],
] as const)('for %p in an environment that is protected: %p', (role, guarded, refusal) => {
  const said = refusalOf({ role, environment: { ...environment, protected: guarded } });
  if (refusal === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(refusal);
});
