import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A parser for options that hold a time: `7d` ago (`m`, `h`, `d`, `w`), a day, or an instant. The answer is in UTC. */
export function instantOption(value: string, now = Date.now()): string {
  const [, amount, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(value) ?? [];
  const time = amount === undefined ? written(value) : now - Number(amount) * (UNITS[unit] ?? NaN);
  if (Number.isNaN(time))
    throw new InvalidArgumentError('Say how long ago (30m, 12h, 7d, 2w), a day (2026-11-01) or an instant.');
  return new Date(time).toISOString();
}

/** `Date.parse` alone takes almost anything: “5” is a month of some year. */
function written(value: string): number {
  return /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(value) ? Date.parse(value) : NaN;
}
