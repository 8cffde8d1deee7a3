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
 * file only grows, so that who reads a part of it is not disturbed.
 */
export class KeptPack {
  history: KeptHistory | undefined;
  readonly #file: FileHandle;
  #users = 0;
  #growing = false;
  #dropped = false;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(): Promise<KeptPack> {
    const folder = await mkdtemp(path.join(tmpdir(), 'prompthub-pack-'));
    try {
      return new KeptPack(await open(path.join(folder, 'pack'), 'wx+', 0o600));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
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
   * taken. One reader at a time writes. What cannot be written is passed on all the same.
   */
  async *grow(
    before: KeptHistory | undefined,
    entries: AsyncIterable<Buffer>,
    added: Pick<KeptHistory, 'tip' | 'commits'> & { readonly ids: readonly string[] },
  ): AsyncGenerator<Buffer> {
    if (this.#growing || this.history !== before) {
      yield* entries;
      return;
    }
    this.#growing = true;
    try {
      let bytes = before?.bytes ?? 0;
      let failed = false;
      for await (const chunk of entries) {
        if (!failed) failed = !(await this.#write(chunk, bytes));
        bytes += chunk.length;
        yield chunk;
      }
      if (failed) return;
      const { tip, commits } = added;
      const ids = new IdList(added.ids, before?.ids);
      this.history = { tip, bytes, ids, commits: commits + (before?.commits ?? 0) };
    } finally {
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

  async #write(chunk: Buffer, at: number): Promise<boolean> {
    const written = await this.#file.write(chunk, 0, chunk.length, at).catch(() => undefined);
    return written?.bytesWritten === chunk.length;
  }

  async #closeWhenFree(): Promise<void> {
    if (this.#dropped && this.#users === 0) await this.#file.close();
  }
}
