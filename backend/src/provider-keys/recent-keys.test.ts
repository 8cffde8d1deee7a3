import type { SealedRow } from './key-row';
import { KEPT_FOR_MS, RecentKeys } from './recent-keys';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const ROW: SealedRow = {
  organization_id: 'acme',
  project_id: null,
  provider: 'openai',
  base_url: null,
  sealed_key: Buffer.from('sealed'),
  data_key: Buffer.from('data key'),
};

/** How often a key is opened when the first row is asked for, and then the other. */
function openings(other: SealedRow): number {
  const keys = new RecentKeys();
  const open = jest.fn(() => 'a key');
  keys.of(ROW, open);
  keys.of(other, open);
  return open.mock.calls.length;
}

test('the same row is opened once, and gives the same object', () => {
  const keys = new RecentKeys();
  const first = keys.of(ROW, () => 'a key');
  expect(first).toEqual({ key: 'a key', baseUrl: undefined });
  expect(keys.of({ ...ROW, sealed_key: Buffer.from('sealed') }, () => 'another')).toBe(first);
});

test.each<[string, Partial<SealedRow>]>([
  ['sealed anew', { sealed_key: Buffer.from('sealed anew') }],
  ['wrapped anew', { data_key: Buffer.from('another data key') }],
  ['without a data key', { data_key: null }],
  ['moved to another organization', { organization_id: 'other' }],
  ['moved to a project', { project_id: 'p' }],
  ['moved to another provider', { provider: 'anthropic' }],
  ['moved to another address', { base_url: 'https://evil.example' }],
])('a row %s is opened again', (_what, change) => {
  expect([openings(ROW), openings({ ...ROW, ...change })]).toEqual([1, 2]);
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
  for (let row = 0; row < 1001; row++) keys.of({ ...ROW, organization_id: String(row) }, open);
  keys.of({ ...ROW, organization_id: '0' }, open);
  expect(open).toHaveBeenCalledTimes(1002);
});
