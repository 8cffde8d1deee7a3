import type { Structure, Trace } from './pieces';

/** What a structural helper returns: printed, it becomes a mark in the output. */
export class Mark {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
  /** Handlebars prints objects with this method unescaped. */
  toHTML(): string {
    return this.#text;
  }
}

/**
 * Marks of one rendering. What a mark means stands in this table, not in the output, and the output names it by a secret
 * number that is new for every rendering: no value of a variable can forge one, whatever its text is.
 */
export class Marks {
  readonly #nonce: string;
  readonly #structures: (Structure | Trace)[] = [];

  constructor() {
    const [a, b, c, d] = crypto.getRandomValues(new Uint32Array(4));
    // Digits only and private-use brackets: helpers that change case or trim leave a mark as it is.
    this.#nonce = `${a}${b}${c}${d}`;
  }

  add(structure: Structure | Trace): Mark {
    this.#structures.push(structure);
    return new Mark(`\uE000${this.#nonce}:${this.#structures.length - 1}\uE001`);
  }

  /** The output in order: texts (never empty) and what stands between them. */
  split(output: string): (string | Structure | Trace)[] {
    // No regular expression: compiling one for each rendering costs more than the rest of it.
    const opening = `\uE000${this.#nonce}:`;
    const pieces: (string | Structure | Trace)[] = [];
    let text = '';
    for (const [index, part] of output.split(opening).entries()) {
      const end = index === 0 ? -1 : part.indexOf('\uE001');
      const structure = end > 0 ? this.#structures[indexOf(part.slice(0, end))] : undefined;
      if (structure === undefined) {
        text += index === 0 ? part : opening + part;
        continue;
      }
      if (text !== '') pieces.push(text);
      pieces.push(structure);
      text = part.slice(end + 1);
    }
    return text === '' ? pieces : [...pieces, text];
  }
}

const DIGITS = /^[0-9]+$/;

function indexOf(digits: string): number {
  return DIGITS.test(digits) ? Number(digits) : -1;
}
