import { MAX_OBJECT_BYTES } from './push-limits';
import { corruptPack } from './push-refusals';

/**
 * The object that `delta` makes of `base` (gitformat-pack, "Deltified representation").
 * @throws PushRefusedError when an instruction reaches beyond the base or the result, or the sizes are others.
 */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const input = new Instructions(delta);
  if (input.size() !== base.length) throw corruptPack('a change is of another object');
  const size = input.size();
  if (size > MAX_OBJECT_BYTES) throw corruptPack('a change makes too large an object');
  const result = Buffer.alloc(size);
  let at = 0;
  while (!input.done) {
    const piece = input.next(base);
    if (at + piece.length > size) throw corruptPack('a change makes more than it says');
    piece.copy(result, at);
    at += piece.length;
  }
  if (at !== size) throw corruptPack('a change makes less than it says');
  return result;
}

class Instructions {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Seven bits in each byte, least significant first. */
  size(): number {
    let size = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      size += (byte & 127) * factor;
      if (!Number.isSafeInteger(size)) throw corruptPack('a size makes no sense');
      if ((byte & 128) === 0) return size;
    }
  }

  /** Bytes of the base, or of the change itself. */
  next(base: Buffer): Buffer {
    const command = this.#byte();
    if (command === 0) throw corruptPack('a change has an instruction that is not in use');
    if ((command & 128) === 0) {
      const piece = this.#bytes.subarray(this.#at, this.#at + command);
      if (piece.length < command) throw corruptPack('a change is cut off');
      this.#at += command;
      return piece;
    }
    const from = this.#number(command, [1, 2, 4, 8]);
    const length = this.#number(command, [16, 32, 64]) || 0x10000;
    if (from + length > base.length) throw corruptPack('a change reaches beyond its object');
    return base.subarray(from, from + length);
  }

  /** Each bit says whether the byte of its place follows. */
  #number(command: number, bits: readonly number[]): number {
    return bits.reduce((sum, bit, place) => sum + (command & bit ? this.#byte() * 256 ** place : 0), 0);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw corruptPack('a change is cut off');
    return byte;
  }
}
