import fc from 'fast-check';
import type { FileStatus } from '@prompthub/client/node';
import { toSend } from './to-send';

const files: Pick<FileStatus, 'path' | 'state'>[] = [];
const standing = { account: 'Ann', problem: undefined, files, queue: [{ id: 'a' }, { id: 'b' }] };

test('the queue goes out unasked only when all of it was to be sent', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
  fc.assert(
    fc.property(ids, ids, (queued, remembered) => {
      const queue = queued.map((id) => ({ id }));
      const foreign = queued.filter((id) => !remembered.includes(id));
      const isSent = toSend({ ...standing, queue }, remembered) !== undefined;
      expect(isSent).toBe(queued.length > 0 && foreign.length === 0);
    }),
  );
});

test('nothing is sent by nobody, nor to a hub that is away', () => {
  const remembered = ['a', 'b'];
  expect(toSend(standing, remembered)).toBeDefined();
  expect(toSend({ ...standing, account: undefined }, remembered)).toBeUndefined();
  expect(toSend({ ...standing, problem: 'away' }, remembered)).toBeUndefined();
});

test('what the hub refused is something else once a conflict was settled', () => {
  const remembered = ['a', 'b'];
  const both: typeof files = [
    { path: 'x.prompt', state: 'conflict' },
    { path: 'y.prompt', state: 'modified' },
  ];
  expect(toSend({ ...standing, files: both }, remembered)).not.toBe(toSend(standing, remembered));
  expect(toSend({ ...standing, files: both.slice(1) }, remembered)).toBe(toSend(standing, remembered));
});
