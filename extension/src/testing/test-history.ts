import type { TestHistory } from '@prompthub/protocol';

/** What the memory of a workspace can do for us. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const KEY = 'prompthub.testHistory';
/** Those that ran last are kept. */
const MOST_TESTS = 2000;

/** How the last runs of tests went, kept with the workspace: a flaky test is still marked when the window is opened again. */
export class KeptTestHistory {
  readonly #memory: Memory;
  readonly #known: Map<string, TestHistory>;

  constructor(memory: Memory) {
    this.#memory = memory;
    const kept = memory.get(KEY);
    this.#known = new Map(Array.isArray(kept) ? kept.flatMap(entryOf) : []);
  }

  /** Longest ago first. */
  get all(): readonly TestHistory[] {
    return [...this.#known.values()];
  }

  /** Whoever adds many saves once. */
  add(history: TestHistory): void {
    this.#known.delete(history.id);
    this.#known.set(history.id, history);
    for (const id of this.#known.keys()) {
      if (this.#known.size <= MOST_TESTS) break;
      this.#known.delete(id);
    }
  }

  async save(): Promise<void> {
    await this.#memory.update(KEY, this.all);
  }
}

/** Another version of the extension may have written it. */
function entryOf(kept: unknown): [string, TestHistory][] {
  if (typeof kept !== 'object' || kept === null) return [];
  const { id, text, passes }: { id?: unknown; text?: unknown; passes?: unknown } = kept;
  if (typeof id !== 'string' || typeof text !== 'string' || !Array.isArray(passes)) return [];
  const known = passes.filter((one) => typeof one === 'boolean');
  return known.length === passes.length ? [[id, { id, text, passes: known }]] : [];
}
