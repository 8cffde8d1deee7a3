import { ProviderError } from '../providers/provider';
import { failureClass, type FallbackKind } from './failure-class';

/** Which models, `provider/model`, answer where the first one did not, each list in its order. */
export type Fallbacks = Readonly<Partial<Record<FallbackKind, readonly string[]>>>;

/** The way through the models for one call: no model is asked twice. */
export class FallbackPlan {
  readonly #fallbacks: Fallbacks;
  readonly #asked: Set<string>;

  constructor(first: string, fallbacks: Fallbacks = {}) {
    this.#asked = new Set([first]);
    this.#fallbacks = fallbacks;
  }

  /** Who is asked after this failure; undefined when nobody is left, or nobody could answer better. */
  next(error: unknown): string | undefined {
    const kind = error instanceof ProviderError ? failureClass(error).fallback : undefined;
    const model = kind && this.#fallbacks[kind]?.find((name) => !this.#asked.has(name));
    if (model !== undefined) this.#asked.add(model);
    return model;
  }
}
