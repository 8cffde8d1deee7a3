/** Bytes that one copy instruction, and one insertion, can stand for. */
const MOST_COPIED = 0xffff;
const MOST_INSERTED = 127;

/** What two buffers have in common at both ends; the two stretches never overlap. */
export interface CommonEnds {
  readonly prefix: number;
  readonly suffix: number;
}

export function commonEnds(a: Buffer, b: Buffer): CommonEnds {
  const most = Math.min(a.length, b.length);
  let prefix = 0;
  while (prefix < most && a[prefix] === b[prefix]) prefix++;
  let suffix = 0;
  while (suffix < most - prefix && a[a.length - 1 - suffix] === b[b.length - 1 - suffix]) suffix++;
  return { prefix, suffix };
}

/**
 * `target` told as a change of `base` (gitformat-pack, "Deltified representation"): both ends copied, the middle
 * given. Versions of one folder differ in one place mostly, so that looking for more would gain little.
 */
export function deltaBetween(base: Buffer, target: Buffer, { prefix, suffix }: CommonEnds): Buffer {
  const parts = [varint(base.length), varint(target.length), ...copies(0, prefix)];
  for (let at = prefix; at < target.length - suffix; at += MOST_INSERTED) {
    const piece = target.subarray(at, Math.min(at + MOST_INSERTED, target.length - suffix));
    parts.push(Buffer.of(piece.length), piece);
  }
  parts.push(...copies(base.length - suffix, suffix));
  return Buffer.concat(parts);
}

function copies(from: number, length: number): Buffer[] {
  const parts: Buffer[] = [];
  for (let done = 0; done < length; done += MOST_COPIED) {
    const bytes = [0x80];
    // A byte of offset or size that is zero is left out, and its bit in the first byte too.
    const put = (value: number, count: number, firstBit: number) => {
      for (let i = 0; i < count; i++) {
        const byte = (value >>> (8 * i)) & 255;
        if (byte === 0) continue;
        bytes[0] = (bytes[0] ?? 0) | (1 << (firstBit + i));
        bytes.push(byte);
      }
    };
    put(from + done, 4, 0);
    put(Math.min(MOST_COPIED, length - done), 3, 4);
    parts.push(Buffer.from(bytes));
  }
  return parts;
}

/** Seven bits in each byte, least significant first; the highest bit says that more follow. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}
