import { retryAfter } from './retry-after';

const asked = (value: string, date?: string) =>
  retryAfter(new Response(null, { headers: { 'retry-after': value, ...(date ? { date } : {}) } }));

it.each([
  ['7', undefined, 7_000],
  ['0', undefined, 0],
  ['Fri, 02 Jan 2026 00:00:30 GMT', 'Fri, 02 Jan 2026 00:00:00 GMT', 30_000],
  ['Fri, 02 Jan 2026 00:00:00 GMT', 'Fri, 02 Jan 2026 00:00:30 GMT', 0],
  ['Fri, 02 Jan 2026 00:00:30 GMT', undefined, undefined],
  ['soon', 'Fri, 02 Jan 2026 00:00:00 GMT', undefined],
  ['-3', undefined, undefined],
  ['', undefined, undefined],
])('reads %j of an answer of %j, whatever this machine’s clock says', (value, date, milliseconds) => {
  expect(asked(value, date)).toBe(milliseconds);
});

it('is nothing where nothing was asked', () => {
  expect(retryAfter(new Response())).toBeUndefined();
});
