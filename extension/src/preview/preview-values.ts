import type * as vscode from 'vscode';
import { parseValues } from '../commands/support/parse-values';

type Values = Record<string, unknown>;

/** The values that a person typed for each prompt; the same as "Run Prompt with Values…" offers again. */
export class PreviewValues {
  readonly #memory: vscode.Memento;
  /** Prompts that are shown with own values in this window. */
  readonly #own = new Set<string>();

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  isOwn(uri: string): boolean {
    return this.#own.has(uri);
  }

  of(uri: string): Values {
    return parseValues(this.#memory.get(`values:${uri}`, '{}')).values ?? {};
  }

  /** From now on own values are shown; the first ones are those that were seen until now. */
  async begin(uri: string, seen: Values): Promise<void> {
    this.#own.add(uri);
    if (Object.keys(this.of(uri)).length === 0) await this.keep(uri, seen);
  }

  end(uri: string): void {
    this.#own.delete(uri);
  }

  async keep(uri: string, values: Values): Promise<void> {
    await this.#memory.update(`values:${uri}`, JSON.stringify(values));
  }
}
