import type { CheckOptions } from '../options';
import { parse } from '../parse';
import { unreadable } from '../syntax/source-text';
import type { PromptTree } from '../syntax/tree';

/**
 * The partials that a prompt can see. A partial is parsed when something asks for it, and then once; one that is
 * too long or no text counts as empty, and checking that very file says so.
 */
export class PartialForest {
  readonly #sources: NonNullable<CheckOptions['partials']>;
  readonly #trees = new Map<string, PromptTree>();

  constructor(sources: CheckOptions['partials']) {
    this.#sources = sources ?? {};
  }

  get names(): readonly string[] {
    return Object.keys(this.#sources);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#sources, name);
  }

  get(name: string): PromptTree | undefined {
    const source = this.has(name) ? this.#sources[name] : undefined;
    if (source === undefined) return undefined;
    const tree =
      this.#trees.get(name) ??
      (typeof source === 'string' ? parse(unreadable(source) ? '' : source) : source);
    this.#trees.set(name, tree);
    return tree;
  }
}
