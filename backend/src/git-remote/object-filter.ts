import { FetchRefusedError } from './git-problems';

/** What a partial clone leaves out, to be fetched when it is looked at. */
export interface ObjectFilter {
  /** Whether folders come with their versions; files never come without them. */
  readonly trees: boolean;
  /** Files of so many bytes and more stay away. */
  readonly blobsBelow: number;
}

export const EVERYTHING: ObjectFilter = { trees: true, blobsBelow: Infinity };

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1 << 10, m: 1 << 20, g: 1 << 30 };

/** Reads what stands behind `filter` (`git rev-list --filter`). @throws FetchRefusedError for filters that are not offered. */
export function readFilter(text: string | undefined): ObjectFilter {
  if (text === undefined) return EVERYTHING;
  if (text === 'blob:none') return { trees: true, blobsBelow: 0 };
  if (text === 'tree:0') return { trees: false, blobsBelow: 0 };
  const [, digits, unit = ''] = /^blob:limit=(\d{1,15})([kmg]?)$/.exec(text) ?? [];
  if (digits !== undefined) return { trees: true, blobsBelow: Number(digits) * (UNITS[unit] ?? 1) };
  throw new FetchRefusedError(
    `there is no filter "${text.slice(0, 60)}" here, only blob:none, blob:limit=<bytes> and tree:0`,
  );
}
