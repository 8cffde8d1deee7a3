import type { Cell, MatrixColumn, MatrixPrompt, Wording } from './matrix';

/** One run of a test: a cell of the matrix, and which of its repetitions. */
export interface MatrixCase extends Cell {
  readonly wording: Wording;
  /** `provider/model` in place of the prompt's own. */
  readonly model: string | undefined;
  /** Of the test in its prompt. */
  readonly row: number;
  /** Counted from zero, of so many. */
  readonly repetition: number;
  readonly repetitions: number;
}

export interface MatrixShape {
  readonly prompts: readonly MatrixPrompt[];
  readonly columns: readonly MatrixColumn[];
  /** How often a test runs that does not say so itself. */
  readonly repeat: number;
}

/** All runs in order: by prompt, test, column, repetition. Made one by one, and as often as they are gone through. */
export function* casesOf({ prompts, columns, repeat }: MatrixShape): Generator<MatrixCase> {
  for (const [prompt, { tests, ...texts }] of prompts.entries())
    for (const [row, test] of tests.entries())
      for (const [column, { model: wanted, variant }] of columns.entries()) {
        const wording = wordingOf(texts, variant);
        if (!wording) continue;
        const model = test.model ?? wanted;
        const repetitions = test.repeat ?? repeat;
        for (let repetition = 0; repetition < repetitions; repetition++)
          yield { prompt, test, column, wording, model, row, repetition, repetitions };
      }
}

/** How many runs there are. */
export function countCases({ prompts, columns, repeat }: MatrixShape): number {
  let count = 0;
  for (const { tests, ...texts } of prompts) {
    const applicable = columns.filter(({ variant }) => wordingOf(texts, variant)).length;
    for (const test of tests) count += applicable * (test.repeat ?? repeat);
  }
  return count;
}

/** The places, in `columns`, of those in which a prompt is asked. */
export function columnsOf(prompt: MatrixPrompt, columns: readonly MatrixColumn[]): number[] {
  return columns.flatMap(({ variant }, column) => (wordingOf(prompt, variant) ? [column] : []));
}

function wordingOf(
  { wording, variants = {} }: Pick<MatrixPrompt, 'wording' | 'variants'>,
  variant: string | undefined,
): Wording | undefined {
  if (variant === undefined) return wording;
  return Object.hasOwn(variants, variant) ? variants[variant] : undefined;
}
