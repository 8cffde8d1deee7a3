import type { AssertionSpec } from '../../runner/test-case';

/** Where our verdict is another than promptfoo's, on purpose (decision 0014). */
export interface Difference {
  readonly why: string;
  applies(assertion: AssertionSpec, output: unknown): boolean;
  /** What we say of the assertion as it stands; `not-` turns a verdict round and keeps an error. */
  readonly ours: readonly (boolean | 'error')[];
}

const anyVerdict = [true, false] as const;

export const DIFFERENCES: readonly Difference[] = [
  {
    why: 'a number or a boolean is taken as the text that it is',
    applies: ({ type, value }) =>
      ['contains', 'icontains', 'starts-with', 'levenshtein', 'regex'].includes(type) &&
      ['number', 'boolean'].includes(typeof value),
    ours: anyVerdict,
  },
  {
    why: 'nothing to compare with is an error',
    applies: ({ type, value }) => type === 'equals' && value === null,
    ours: ['error'],
  },
  {
    why: 'a list without texts is an error',
    applies: ({ type, value }) =>
      /^i?contains-(all|any)$/.test(type) &&
      (Array.isArray(value) ? value.length === 0 : /^[\s,]*$/.test(String(value))),
    ours: ['error'],
  },
  {
    why: '/x/i gives a regular expression flags',
    applies: ({ type, value }) => type === 'regex' && /^\/.+\/i$/.test(String(value)),
    ours: anyVerdict,
  },
  {
    why: 'a broken regular expression is an error',
    applies: ({ type, value }) => type === 'regex' && ['(', '[', '(?i)x'].includes(String(value)),
    ours: ['error'],
  },
  {
    why: '`true` is a JSON Schema too',
    applies: ({ type, value }) => /^(is|contains)-json$/.test(type) && value === true,
    ours: anyVerdict,
  },
  {
    why: 'contains-json finds lists too, and braces in strings',
    applies: ({ type }, output) => type === 'contains-json' && /\[.*\]|"\}"/s.test(String(output)),
    ours: [true],
  },
  {
    why: 'JSON is JSON: it ends, and it is written with double quotes and no last comma',
    applies: ({ type }, output) =>
      type === 'contains-json' && ['{"n":1', '{n: 1}', "{'n': 1}", '{"n":1,}'].includes(String(output)),
    ours: [false],
  },
];
