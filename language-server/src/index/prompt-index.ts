import type { PromptSummary } from './prompt-summary';

/** The summaries of all prompts, and who names which partial. By normalized URI. */
export class PromptIndex {
  readonly #summaries = new Map<string, PromptSummary>();
  /** By the last segment of the name: `mail/footer` and `footer` may be the same partial. */
  readonly #users = new Map<string, Set<string>>();

  get(uri: string): PromptSummary | undefined {
    return this.#summaries.get(uri);
  }

  set(uri: string, summary: PromptSummary): void {
    if (this.#summaries.get(uri) === summary) return;
    this.delete(uri);
    this.#summaries.set(uri, summary);
    for (const name of summary.partials) {
      const key = lastSegment(name);
      const users = this.#users.get(key);
      if (users) users.add(uri);
      else this.#users.set(key, new Set([uri]));
    }
  }

  delete(uri: string): void {
    const known = this.#summaries.get(uri);
    if (!known) return;
    this.#summaries.delete(uri);
    for (const name of known.partials) {
      const key = lastSegment(name);
      const users = this.#users.get(key);
      users?.delete(uri);
      if (users?.size === 0) this.#users.delete(key);
    }
  }

  clear(): void {
    this.#summaries.clear();
    this.#users.clear();
  }

  /** Files that name a partial of that bare name, alone or with a path before it. */
  namersOf(bareName: string): readonly string[] {
    return [...(this.#users.get(bareName) ?? [])];
  }

  entries(): IterableIterator<[string, PromptSummary]> {
    return this.#summaries.entries();
  }
}

export function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
