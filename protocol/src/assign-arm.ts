import { sha256 } from './sha256';

/** How an experiment divides what comes. Shares are whole per mille. */
export interface ExperimentSplit {
  readonly id: string;
  /** Of all keys, how many per mille are in the experiment. */
  readonly traffic: number;
  /** Weights add up to 1,000. */
  readonly arms: readonly { readonly weight: number }[];
}

export interface ArmAssignment {
  /** Stands for the key in this experiment, and in no other; the key cannot be read from it. A UUID in form. */
  readonly subject: string;
  /** Index of the arm; undefined for a key that is not in the experiment. */
  readonly arm: number | undefined;
}

/**
 * The arm of a key: the same wherever and whenever it is asked, with nothing but the experiment and the key.
 *
 * `digest` is the SHA-256 of the UTF-8 text `<id of the experiment>/<key>`. Its first four bytes, as a number below 2³² (big-endian), times
 * 1,000 / 2³², rounded down, are the key's place in the traffic: it is in the experiment when that is below `traffic`. The next four bytes,
 * likewise, are its place among the arms: it gets the first one at which the weights so far add up to more. The first 16 bytes are the
 * subject. So a larger share of the traffic brings keys in and moves none from arm to arm.
 */
export function assignArm({ id, traffic, arms }: ExperimentSplit, key: string): ArmAssignment {
  const digest = sha256(new TextEncoder().encode(`${id}/${key}`));
  const numbers = new DataView(digest.buffer);
  const subject = uuidForm(digest.subarray(0, 16));
  if (perMille(numbers.getUint32(0)) >= traffic) return { subject, arm: undefined };
  const place = perMille(numbers.getUint32(4));
  let sum = 0;
  const arm = arms.findIndex(({ weight }) => (sum += weight) > place);
  return { subject, arm: arm === -1 ? undefined : arm };
}

const perMille = (number: number): number => Math.floor((number * 1000) / 2 ** 32);

function uuidForm(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
