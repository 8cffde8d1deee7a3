import { KeptPack } from './kept-pack';

export interface KeptLimits {
  readonly packs: number;
  /** On disk, of all packs; none alone takes more. */
  readonly bytes: number;
}

const LIMITS: KeptLimits = { packs: 100, bytes: 1 << 30 };

/** The kept packs of all projects, one each. What was not used for longest goes first when there are too many. */
export class KeptPacks {
  readonly #packs = new Map<string, KeptPack>();
  readonly #limits: KeptLimits;

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  create(): Promise<KeptPack> {
    return KeptPack.create(this.#limits.bytes);
  }

  get(projectId: string): KeptPack | undefined {
    return this.#packs.get(projectId);
  }

  /** Keeps a pack as the project's, open for whoever reads it. @returns what to call in the end. */
  use(projectId: string, kept: KeptPack): () => Promise<void> {
    const release = kept.use();
    const before = this.#packs.get(projectId);
    this.#packs.delete(projectId);
    this.#packs.set(projectId, kept);
    if (before !== kept) before?.drop();
    this.#trim();
    return async () => {
      await release();
      // It may have grown.
      this.#trim();
    };
  }

  clear(): void {
    for (const kept of this.#packs.values()) kept.drop();
    this.#packs.clear();
  }

  #trim(): void {
    let bytes = [...this.#packs.values()].reduce((sum, each) => sum + each.bytes, 0);
    for (const [id, each] of this.#packs) {
      if (bytes <= this.#limits.bytes && this.#packs.size <= this.#limits.packs) break;
      this.#packs.delete(id);
      each.drop();
      bytes -= each.bytes;
    }
  }
}
