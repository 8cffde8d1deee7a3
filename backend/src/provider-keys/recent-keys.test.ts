import type { FoundRow } from './key-row';
import { KEPT_FOR_MS, RecentKeys } from './recent-keys';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const ROW: FoundRow = {
  organization_id: 'acme',
  project_id: null,
  provider: 'openai',
  base_url: null,
  sealed_key: Buffer.from('sealed'),
  data_key: Buffer.from('data key'),
  digest: 'digest',
};

test('the same row is opened once, and gives the same object', () => {
  const keys = new RecentKeys();
  const first = keys.of(ROW, () => 'a key');
  expect(first).toEqual({ key: 'a key', baseUrl: undefined });
  expect(keys.of({ ...ROW }, () => 'another')).toBe(first);
  expect([keys.get('digest'), keys.get('another'), keys.get(undefined)]).toEqual([
    first,
    undefined,
    undefined,
  ]);
});

test('a row that has changed is opened again', () => {
  const keys = new RecentKeys();
  keys.of(ROW, () => 'a key');
  expect(keys.of({ ...ROW, digest: 'another' }, () => 'another key').key).toBe('another key');
});

test('a minute after it was opened, a key is kept no longer, however often it was used', () => {
  const keys = new RecentKeys();
  const open = jest.fn(() => 'a key');
  keys.of(ROW, open);
  jest.advanceTimersByTime(KEPT_FOR_MS - 1);
  keys.of(ROW, open);
  expect(open).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(1);
  keys.of(ROW, open);
  expect(open).toHaveBeenCalledTimes(2);
  expect(jest.getTimerCount()).toBe(1);
});

test('a key that does not open is tried again', () => {
  const keys = new RecentKeys();
  const fail = () => {
    throw new Error('damaged');
  };
  expect(() => keys.of(ROW, fail)).toThrow('damaged');
  expect(keys.of(ROW, () => 'a key').key).toBe('a key');
});

test('of very many keys, old ones go', () => {
  const keys = new RecentKeys();
  const open = jest.fn(() => 'a key');
  for (let row = 0; row < 1001; row++) keys.of({ ...ROW, digest: String(row) }, open);
  keys.of({ ...ROW, digest: '0' }, open);
  expect(open).toHaveBeenCalledTimes(1002);
});
