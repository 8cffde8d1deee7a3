import { relativeTime } from './relative-time';

const now = Date.parse('2026-06-15T12:00:00Z');
test.each([
  ['2026-06-15T12:00:05Z', 'just now'],
  ['2026-06-15T11:59:30Z', 'just now'],
  ['2026-06-15T11:58:59Z', '1 minute ago'],
  ['2026-06-15T09:00:00Z', '3 hours ago'],
  ['2026-06-14T11:00:00Z', 'yesterday'],
  ['2026-06-01T12:00:00Z', '2 weeks ago'],
  ['2024-01-01T00:00:00Z', '2 years ago'],
])('%p was %p', (instant, words) => expect(relativeTime(instant, now)).toBe(words));
