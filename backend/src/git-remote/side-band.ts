import { MAX_PAYLOAD, pktLine } from './pkt-line';

/** The channels of `side-band-64k`: data, what Git shows as `remote: …`, and the message with which it gives up. */
const DATA = 1;
const MESSAGE = 2;
const ERROR = 3;

/** `chunks` on the channel for data, in lines as long as may be. */
export async function* sideBand(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size < MAX_PAYLOAD) continue;
    const all = Buffer.concat(held);
    const whole = all.length - (all.length % (MAX_PAYLOAD - 1));
    yield framed(DATA, all.subarray(0, whole));
    held = [all.subarray(whole)];
    size = all.length - whole;
  }
  if (size > 0) yield framed(DATA, Buffer.concat(held));
}

/** Lines for the person in front of Git, which puts `remote: ` before each. */
export function sideBandMessage(lines: readonly string[]): Buffer {
  return framed(MESSAGE, Buffer.from(lines.map((line) => `${line}\n`).join('')));
}

export function sideBandData(bytes: Buffer): Buffer {
  return framed(DATA, bytes);
}

export function sideBandError(message: string): Buffer {
  return framed(ERROR, Buffer.from(`${message}\n`));
}

function framed(channel: number, bytes: Buffer): Buffer {
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += MAX_PAYLOAD - 1) {
    lines.push(pktLine(Buffer.concat([Uint8Array.of(channel), bytes.subarray(at, at + MAX_PAYLOAD - 1)])));
  }
  return Buffer.concat(lines);
}
