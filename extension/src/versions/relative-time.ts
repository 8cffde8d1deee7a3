const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const FORMAT = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `just now`, `5 minutes ago`, `yesterday`. A time ahead of this clock counts as now. */
export function relativeTime(instant: string, now: number): string {
  const seconds = (now - Date.parse(instant)) / 1000;
  const step = STEPS.find(([, size]) => seconds >= size);
  return step ? FORMAT.format(-Math.floor(seconds / step[1]), step[0]) : 'just now';
}
