import type { StripFlags } from './ast';

const NEITHER: StripFlags = { open: false, close: false };
const OPEN: StripFlags = { open: true, close: false };
const CLOSE: StripFlags = { open: false, close: true };
const BOTH: StripFlags = { open: true, close: true };

/** The same object for the same flags: a large template has them ten thousand times. */
export function stripFlags(open: boolean, close: boolean): StripFlags {
  if (open) return close ? BOTH : OPEN;
  return close ? CLOSE : NEITHER;
}
