import type { Experiment } from '@prompthub/protocol';
import { experiment } from './experiment-example';
import { experimentSummary, inOrder, parseShare, shareText, stepsOf } from './experiment-text';

const named = (name: string, state: Experiment['state']): Experiment => ({ ...experiment, name, state });

test('what runs stands first, then drafts, and the newest first among the others', () => {
  const given = [
    named('a', 'stopped'),
    named('b', 'draft'),
    named('c', 'running'),
    named('d', 'rolled-back'),
    named('e', 'running'),
    named('f', 'promoted'),
  ];
  expect(inOrder(given).map(({ name }) => name)).toEqual(['c', 'e', 'b', 'a', 'd', 'f']);
});

test.each([
  [{}, 'running · triage in production · 20 % of the traffic'],
  [{ path: undefined, state: 'draft' as const }, 'draft · production'],
  [{ state: 'promoted' as const, winner: 'order-first' }, 'promoted: order-first · triage in production'],
  [{ state: 'rolled-back' as const }, 'rolled back · triage in production'],
])('%j in a line', (more, words) => expect(experimentSummary({ ...experiment, ...more })).toBe(words));

test.each([
  ['20', 200],
  [' 2.5 % ', 25],
  ['100', 1000],
  ['0.1', 1],
  ['0', undefined],
  ['100.1', undefined],
  ['1.25', undefined],
  ['a', undefined],
  ['', undefined],
])('the share %p is %p per mille', (text, share) => expect(parseShare(text)).toBe(share));

test('a share that was read is written as it was', () =>
  expect(shareText(parseShare('2.5') ?? 0)).toBe('2.5 %'));

test.each([
  ['draft', ['start', 'traffic', 'delete']],
  ['running', ['promote', 'traffic', 'stop', 'rollBack']],
  ['stopped', ['promote']],
  ['promoted', []],
  ['rolled-back', []],
] as const)('what can be done with one that is %s', (state, steps) =>
  expect(stepsOf(named('x', state))).toEqual(steps),
);

test('a draft that was given up is not promoted', () =>
  expect(stepsOf({ ...experiment, state: 'stopped', startedAt: undefined })).toEqual([]));
