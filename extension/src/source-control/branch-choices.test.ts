import type { Branch } from '@prompthub/protocol';
import { branchChoices } from './branch-choices';

const branch = (name: string, day: number, guarded = false): Branch => ({
  name,
  head: '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4',
  updatedAt: `2026-06-${day}T12:00:00.000Z`,
  protected: guarded,
});
const now = Date.parse('2026-06-15T12:00:00Z');

test('the current branch is first, then the ones that were last worked on; protected ones are marked', () => {
  const choices = branchChoices(
    [branch('old', 12), branch('new', 14), branch('main', 10, true)],
    'main',
    now,
  );
  expect(choices.map(({ label, description }) => [label, description])).toEqual([
    ['$(check) main', 'current · $(lock) protected · 9f2c1e5 · 5 days ago'],
    ['$(git-branch) new', '9f2c1e5 · yesterday'],
    ['$(git-branch) old', '9f2c1e5 · 3 days ago'],
  ]);
});

test('branches of one moment stand by name', () => {
  const choices = branchChoices([branch('b', 14), branch('a', 14)], 'main', now);
  expect(choices.map(({ branch: { name } }) => name)).toEqual(['a', 'b']);
});
