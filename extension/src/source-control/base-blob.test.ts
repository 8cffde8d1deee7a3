import { baseBlob } from './base-blob';

test.each([
  ['modified', 'tip'],
  ['deleted', 'tip'],
  ['committed', 'tip'],
  ['in-sync', 'tip'],
  ['conflict', 'remote'],
  ['behind', undefined],
] as const)('a file that is %s is compared with %s', (state, blob) =>
  expect(baseBlob({ state, tip: 'tip', remote: 'remote' })).toBe(blob),
);

test('a file that equals the hub’s, but was never remembered, is compared with the hub’s', () =>
  expect(baseBlob({ state: 'in-sync', tip: undefined, remote: 'remote' })).toBe('remote'));

test('a new file is compared with nothing', () =>
  expect(baseBlob({ state: 'new', tip: undefined, remote: undefined })).toBeUndefined());
