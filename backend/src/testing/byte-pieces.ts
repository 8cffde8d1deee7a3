import { setImmediate as pause } from 'node:timers/promises';

const PIECE = 1 << 18;

/** A file as it is read piece by piece: other requests go on between them. */
export async function* bytePieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += PIECE) {
    yield content.subarray(at, at + PIECE);
    await pause();
  }
}
