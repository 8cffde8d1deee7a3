import type { FoundRow } from './key-row';

/** A key ready for use. */
export interface OpenedKey {
  readonly key: string;
  /** Undefined: the provider's own address. */
  readonly baseUrl: string | undefined;
}

/** How long an opened key is kept, milliseconds. */
export const KEPT_FOR_MS = 60_000;
const MOST_KEPT = 1000;

/**
 * Keys that were opened within the last minute, by the digests of their rows: what was sealed anew, moved or deleted is not found here,
 * whichever hub did it. The same row gives the same object.
 */
export class RecentKeys {
  readonly #kept = new Map<string, OpenedKey>();

  get(digest: string | undefined): OpenedKey | undefined {
    return digest === undefined ? undefined : this.#kept.get(digest);
  }

  /** What `open` gives of a row. What it throws is not kept. */
  of(row: FoundRow, open: (row: FoundRow) => string): OpenedKey {
    const known = this.#kept.get(row.digest);
    if (known !== undefined) return known;
    const opened = { key: open(row), baseUrl: row.base_url ?? undefined };
    this.#keep(row.digest, opened);
    return opened;
  }

  #keep(digest: string, opened: OpenedKey): void {
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(digest, opened);
    // By a timer, so that it goes also where nobody calls any more.
    setTimeout(() => this.#kept.get(digest) === opened && this.#kept.delete(digest), KEPT_FOR_MS).unref();
  }
}
