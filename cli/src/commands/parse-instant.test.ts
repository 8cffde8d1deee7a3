import { instantOption } from './parse-instant';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');

it.each([
  ['30m', '2026-11-23T11:30:00.000Z'],
  ['12h', '2026-11-23T00:00:00.000Z'],
  ['7d', '2026-11-16T12:00:00.000Z'],
  ['2w', '2026-11-09T12:00:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T10:00:00+02:00', '2026-11-01T08:00:00.000Z'],
  ['2026-11-01T10:00:00.5Z', '2026-11-01T10:00:00.500Z'],
])('%s is %s', (text, instant) => expect(instantOption(text, NOW)).toBe(instant));

it.each(['', '5', '7', '7y', 'd7', '-1d', 'yesterday', '2026-13-01', '2026-11-01T10:00:00', '1.5h'])(
  '%j is no time',
  (text) => expect(() => instantOption(text, NOW)).toThrow(/how long ago/),
);
