import { LineMap, type YamlText } from '@prompthub/core';
import type { YamlPath } from '../runner/test-plan-shape';

/** Something in a configuration that is not run here. Where it stands, counted from one, and a sentence for people. */
export interface SuiteProblem {
  readonly file: string;
  readonly line: number;
  readonly character: number;
  readonly message: string;
}

/** The configuration is not run: nothing in it is passed over in silence. */
export class PromptfooConfigError extends Error {
  override readonly name = 'PromptfooConfigError';

  constructor(readonly problems: readonly SuiteProblem[]) {
    super(
      problems
        .map(({ file, line, character, message }) => `${file}:${line}:${character}: ${message}`)
        .join('\n'),
    );
  }
}

/** Collects problems of one file, by their path in its YAML. */
export class SuiteProblems {
  readonly #found: SuiteProblem[] = [];
  readonly #file: string;
  readonly #yaml: YamlText | undefined;
  readonly #lines: LineMap;

  constructor(file: string, text: string, yaml?: YamlText) {
    this.#file = file;
    this.#yaml = yaml;
    this.#lines = new LineMap(text);
  }

  add(path: YamlPath, message: string): void {
    const problem = this.at(this.#offsetOf(path), message);
    const known = this.#found.some((one) => one.line === problem.line && one.message === message);
    if (!known) this.#found.push(problem);
  }

  /** One that stands at an offset of the text. */
  at(offset: number, message: string): SuiteProblem {
    const { line, character } = this.#lines.positionAt(offset);
    return { file: this.#file, line: line + 1, character: character + 1, message };
  }

  /** Throws PromptfooConfigError when there are any. */
  throwAny(): void {
    const byPlace = (a: SuiteProblem, b: SuiteProblem): number =>
      a.line - b.line || a.character - b.character;
    if (this.#found.length > 0) throw new PromptfooConfigError(this.#found.toSorted(byPlace));
  }

  /** Of the entry itself, else of the nearest one around it: a reference or a file may stand between. */
  #offsetOf(path: YamlPath): number {
    for (let length = path.length; length > 0; length--) {
      const entry = this.#yaml?.entry(path.slice(0, length));
      if (entry) return (entry.key ?? entry.value)?.start ?? 0;
    }
    return 0;
  }
}
