import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mebibytes } from '../registry/limits';
import { corruptPack, packTooLarge } from './push-refusals';
import { MAX_PACK_BYTES, MAX_UPLOAD_MS } from './push-limits';

const TRAILER_BYTES = 20;
const READ_AHEAD = 256 << 10;

/** A pack on disk while it is worked on: it comes as slowly as its sender likes, and no transaction waits for it. */
export class SpooledPack {
  #window = { start: 0, bytes: Buffer.alloc(0) };

  private constructor(
    readonly folder: string,
    readonly file: FileHandle,
    readonly size: number,
  ) {}

  /** @throws PushRefusedError when it is too large, comes too slowly, or its checksum is another. */
  static async receive(chunks: AsyncIterable<Uint8Array>): Promise<SpooledPack> {
    const folder = await mkdtemp(path.join(tmpdir(), 'prompthub-push-'));
    const file = await open(path.join(folder, 'pack'), 'wx+', 0o600);
    let size = 0;
    try {
      const begun = performance.now();
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > MAX_PACK_BYTES) throw packTooLarge(`a pack may have ${mebibytes(MAX_PACK_BYTES)}`);
        if (performance.now() - begun > MAX_UPLOAD_MS) throw packTooLarge('it took too long to arrive');
        await file.write(chunk);
      }
      const pack = new SpooledPack(folder, file, size);
      await pack.#assertChecksum();
      return pack;
    } catch (error) {
      await file.close();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Where the entries end and the checksum begins. */
  get end(): number {
    return this.size - TRAILER_BYTES;
  }

  /** At most `length` bytes from `offset` on, fewer at the end. Not to be kept: the next call may overwrite them. */
  async read(offset: number, length: number): Promise<Buffer> {
    const { start, bytes } = this.#window;
    const wanted = Math.min(length, this.size - offset);
    if (offset >= start && offset + wanted <= start + bytes.length)
      return bytes.subarray(offset - start, offset - start + wanted);
    const window = Buffer.alloc(Math.max(wanted, Math.min(READ_AHEAD, this.size - offset)));
    const { bytesRead } = await this.file.read(window, 0, window.length, offset);
    this.#window = { start: offset, bytes: window.subarray(0, bytesRead) };
    return this.#window.bytes.subarray(0, wanted);
  }

  async remove(): Promise<void> {
    await this.file.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #assertChecksum(): Promise<void> {
    if (this.end < 0) throw corruptPack('it is cut off');
    const hash = createHash('sha1');
    if (this.end > 0) {
      const stream = createReadStream(path.join(this.folder, 'pack'), { end: this.end - 1 });
      for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk);
    }
    const trailer = await this.read(this.end, TRAILER_BYTES);
    if (!hash.digest().equals(trailer)) throw corruptPack('its checksum is another');
  }
}
