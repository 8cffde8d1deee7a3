import { type SealedRow, sealContext } from './key-row';

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
 * Keys that were opened within the last minute, by all that their rows hold: what was sealed anew, moved or deleted is not found here,
 * whichever hub did it. The same row gives the same object.
 */
export class RecentKeys {
  readonly #kept = new Map<string, OpenedKey>();

  /** What `open` gives of a row. What it throws is not kept. */
  of(row: SealedRow, open: (row: SealedRow) => string): OpenedKey {
    const id = identityOf(row);
    const known = this.#kept.get(id);
    if (known !== undefined) return known;
    const opened = { key: open(row), baseUrl: row.base_url ?? undefined };
    this.#keep(id, opened);
    return opened;
  }

  #keep(id: string, opened: OpenedKey): void {
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(id, opened);
    // By a timer, so that it goes also where nobody calls any more.
    setTimeout(() => this.#kept.get(id) === opened && this.#kept.delete(id), KEPT_FOR_MS).unref();
  }
}

function identityOf(row: SealedRow): string {
  const dataKey = row.data_key?.toString('base64') ?? '';
  return `${row.sealed_key.toString('base64')} ${dataKey} ${sealContext(row)}`;
}
