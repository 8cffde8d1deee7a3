import { LeastRecentlyUsed } from '../common/least-recently-used';
import { keptAnswer, type KeptAnswer } from './kept-answer';

/** Bytes that a hub's own answers take. */
const CAPACITY = 32 * 1024 * 1024;
/** What an entry takes beside its text, roughly. */
const ENTRY_BYTES = 300;

interface Entry {
  readonly json: Buffer;
  readonly keptAt: number;
  readonly ttlMs: number;
}

/** Answers in the memory of this hub. Their age is measured by a clock that never goes back. */
export class MemoryAnswers {
  readonly #entries: LeastRecentlyUsed<Entry>;

  constructor(
    private readonly now: () => number = () => performance.now(),
    capacity = CAPACITY,
  ) {
    this.#entries = new LeastRecentlyUsed(capacity);
  }

  get(key: string, maxAgeSeconds: number): KeptAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const ageMs = this.now() - entry.keptAt;
    if (ageMs >= Math.min(entry.ttlMs, maxAgeSeconds * 1000)) return undefined;
    return keptAnswer.safeParse(JSON.parse(entry.json.toString())).data;
  }

  put(key: string, json: string, ttlSeconds: number): void {
    const entry = { json: Buffer.from(json), keptAt: this.now(), ttlMs: ttlSeconds * 1000 };
    this.#entries.set(key, entry, entry.json.length + ENTRY_BYTES);
  }
}
