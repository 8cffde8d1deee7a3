import fc from 'fast-check';
import type { FileState } from '@prompthub/client/node';
import { changeGroups, changesText } from './change-groups';

const STATES: FileState[] = ['new', 'modified', 'deleted', 'behind', 'conflict', 'in-sync'];

test('what goes out, what comes in, and what collides stand apart', () => {
  const { changes, incoming, conflicts } = changeGroups(STATES.map((state) => ({ state })));
  expect([changes, incoming, conflicts].map((group) => group.map(({ state }) => state))).toEqual([
    ['new', 'modified', 'deleted'],
    ['behind'],
    ['conflict'],
  ]);
});

test('each file that differs is in exactly one group, in the order it came', () => {
  const files = fc.array(fc.record({ state: fc.constantFrom(...STATES), path: fc.string() }));
  fc.assert(
    fc.property(files, (all) => {
      const groups = Object.values(changeGroups(all)) as (typeof all)[];
      const differing = all.filter(({ state }) => state !== 'in-sync');
      expect(new Set(groups.flat())).toEqual(new Set(differing));
      expect(groups.flat()).toHaveLength(differing.length);
      for (const group of groups) expect(group).toEqual(all.filter((file) => group.includes(file)));
    }),
  );
});

test('a text names only what there is', () => {
  const text = (...states: FileState[]) => changesText(changeGroups(states.map((state) => ({ state }))));
  expect(text('new', 'behind', 'behind', 'conflict')).toBe(
    '1 to publish, 2 to pull, 1 changed on both sides',
  );
  expect(text('behind')).toBe('1 to pull');
  expect(text('in-sync')).toBe('');
});
