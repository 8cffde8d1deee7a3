import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IdList } from './id-list';

/** What of a project is in a kept pack: the history of one commit with all that it holds. */
export interface KeptHistory {
  readonly tip: string;
  readonly commits: number;
  readonly ids: IdList;
  /** Of the entries, as they stand in a pack. */
  readonly bytes: number;
}

const READ_AT_ONCE = 256 << 10;

/**
 * Entries of a pack in a file that has no name any more: whatever becomes of this process, nothing is left behind. The
 * file loses nothing of a history that it has, so that who reads a part of it is not disturbed.
 */
export class KeptPack {
  history: KeptHistory | undefined;
  readonly #file: FileHandle;
  readonly #mostBytes: number;
  #bytes = 0;
  #users = 0;
  #growing = false;
  /** There was more than it may have: it stays as it is. */
  #full = false;
  #dropped = false;

  private constructor(file: FileHandle, mostBytes: number) {
    this.#file = file;
    this.#mostBytes = mostBytes;
  }

  static async create(mostBytes: number): Promise<KeptPack> {
    const folder = await mkdtemp(path.join(tmpdir(), 'prompthub-pack-'));
    try {
      return new KeptPack(await open(path.join(folder, 'pack'), 'wx+', 0o600), mostBytes);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** What it takes of the disk now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The entries of a history that this pack has, or has had. */
  async *read({ bytes }: KeptHistory): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes;) {
      const chunk = Buffer.allocUnsafe(Math.min(READ_AT_ONCE, bytes - at));
      const { bytesRead } = await this.#file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) throw new Error('a kept pack is shorter than it was');
      yield chunk.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  /**
   * Passes entries on and keeps them behind those of the history `before`; they are part of this pack once all have been
   * taken, and take nothing of the disk otherwise. One reader at a time writes. What cannot be written is passed on all the same.
   */
  async *grow(
    before: KeptHistory | undefined,
    entries: AsyncIterable<Buffer>,
    added: Pick<KeptHistory, 'tip' | 'commits'> & { readonly ids: readonly string[] },
  ): AsyncGenerator<Buffer> {
    if (this.#growing || this.#full || this.history !== before) {
      yield* entries;
      return;
    }
    this.#growing = true;
    try {
      let whole = true;
      for await (const chunk of entries) {
        whole &&= await this.#append(chunk);
        yield chunk;
      }
      if (!whole) return;
      const { tip, commits } = added;
      const ids = new IdList(added.ids, before?.ids);
      this.history = { tip, bytes: this.#bytes, ids, commits: commits + (before?.commits ?? 0) };
    } finally {
      await this.#takeBack();
      this.#growing = false;
    }
  }

  /** Whoever reads holds it open. @returns what to call in the end. */
  use(): () => Promise<void> {
    this.#users++;
    return async () => {
      this.#users--;
      await this.#closeWhenFree();
    };
  }

  /** Gives the disk back as soon as nobody reads. */
  drop(): void {
    this.#dropped = true;
    void this.#closeWhenFree();
  }

  /** @returns whether it is written. When not, all that this growth has written is taken back at once. */
  async #append(chunk: Buffer): Promise<boolean> {
    this.#full = this.#bytes + chunk.length > this.#mostBytes;
    const written =
      this.#full || this.#dropped
        ? undefined
        : await this.#file.write(chunk, 0, chunk.length, this.#bytes).catch(() => undefined);
    if (written?.bytesWritten === chunk.length) {
      this.#bytes += chunk.length;
      return true;
    }
    await this.#takeBack();
    return false;
  }

  /** Leaves what the history needs. */
  async #takeBack(): Promise<void> {
    this.#bytes = this.history?.bytes ?? 0;
    await this.#file.truncate(this.#bytes).catch(() => undefined);
  }

  async #closeWhenFree(): Promise<void> {
    if (this.#dropped && this.#users === 0) await this.#file.close();
  }
}
