import type { ErrorNode } from './ast';
import type { Range } from './positions';
import type { SyntaxProblem } from './tree';

/** More problems than this help nobody; a binary file has millions. */
const MAX_PROBLEMS = 1000;

/** Collects what is wrong with a template, and makes the nodes that stand for it. */
export class TemplateProblems {
  readonly list: SyntaxProblem[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  readonly report = (message: string, range: Range): void => {
    if (this.list.length < MAX_PROBLEMS) this.list.push({ code: 'template-syntax', message, range });
  };

  /** A node for a problem that is reported with it. */
  error(message: string, range: Range): ErrorNode {
    this.report(message, range);
    return this.node(message, range);
  }

  /** A node for a problem that is reported already. */
  node(message: string, range: Range): ErrorNode {
    return { type: 'ErrorNode', range, text: this.#text.slice(range.start, range.end), message };
  }
}
