import type { AssertionSpec } from '../../runner/test-case';

/** Where our verdict is another than promptfoo's, on purpose (decision 0014). */
export interface Difference {
  readonly why: string;
  applies(assertion: AssertionSpec, output: unknown): boolean;
  /** What we say of the assertion as it stands; `not-` turns a verdict round and keeps an error. */
  readonly ours: readonly (boolean | 'error')[];
  /** The verdicts are the same, and so is the score without `not-`, if it says so. */
  readonly onlyScoreOf?: 'either' | 'not-';
  /** Without `not-` the verdicts are the same. */
  readonly onlyNot?: boolean;
}

const anyVerdict = [true, false] as const;

const TEXT_TYPES = ['contains', 'icontains', 'starts-with', 'levenshtein', 'regex', 'finish-reason'];
const VALID_CALLS = ['is-valid-function-call', 'is-valid-openai-function-call', 'is-valid-openai-tools-call'];
const TEXT_METRICS = ['bleu', 'gleu', 'rouge-n'];

export const DIFFERENCES: readonly Difference[] = [
  {
    why: 'a number or a boolean is taken as the text that it is',
    applies: ({ type, value }) =>
      [...TEXT_METRICS, ...TEXT_TYPES].includes(type) && ['number', 'boolean'].includes(typeof value),
    ours: anyVerdict,
  },
  {
    why: 'nothing to compare with is an error',
    applies: ({ type, value }) => type === 'equals' && value === null,
    ours: ['error'],
  },
  {
    why: 'an empty text to be near to is an error',
    applies: ({ type, value }) => TEXT_METRICS.includes(type) && value === '',
    ours: ['error'],
  },
  {
    why: 'rouge-n takes several texts too',
    applies: ({ type, value }) => type === 'rouge-n' && Array.isArray(value) && value.length > 0,
    ours: anyVerdict,
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
  {
    why: 'the limits of word-count are numbers, no texts',
    applies: ({ type, value }) => type === 'word-count' && JSON.stringify(value) === '{"min":"1"}',
    ours: ['error'],
  },
  {
    why: 'a call is found also within a line of text',
    applies: ({ type }, output) => type === 'tool-call-f1' && /^inline /.test(String(output)),
    ours: anyVerdict,
  },
  {
    why: 'a tag that does not end is no HTML',
    applies: ({ type }, output) => type === 'contains-html' && output === '<p',
    ours: [false],
  },
  {
    why: 'to decline and to refuse are refusals too',
    applies: ({ type }, output) => type === 'is-refusal' && /^I (must decline|refuse)/.test(String(output)),
    ours: [true],
  },
  {
    why: 'the score of not- is what is left of 1',
    applies: ({ type }) => type === 'tool-call-f1',
    ours: anyVerdict,
    onlyScoreOf: 'not-',
  },
  {
    why: '`not-` turns the verdict on a call round too',
    applies: ({ type }) => VALID_CALLS.includes(type),
    ours: anyVerdict,
    onlyNot: true,
  },
  {
    why: 'answers of all providers have one shape here, so that all names for a valid call accept it',
    applies: ({ type }, output) =>
      VALID_CALLS.includes(type) && typeof output === 'object' && output !== null && 'tool_calls' in output,
    ours: anyVerdict,
  },
  {
    why: 'a column may have another name without AS, and a function of another dialect is still SQL',
    applies: ({ type }, output) =>
      /-sql$/.test(type) && /^select (a b|generate_series)/i.test(String(output)),
    ours: [true],
  },
  {
    why: 'a value that cannot be used is an error whatever the answer',
    applies: ({ type, value }) => type === 'contains-sql' && value === 'text',
    ours: ['error'],
  },
  {
    why: 'a limit that is not there is an error',
    applies: ({ type, threshold }) => /^perplexity/.test(type) && threshold === undefined,
    ours: ['error'],
  },
  {
    why: '`not-` turns the verdict on a trace round too',
    applies: ({ type }) => type.startsWith('trace-'),
    ours: anyVerdict,
    onlyNot: true,
  },
  {
    why: 'a number of spans without a limit, or that nothing can be, is an error',
    applies: ({ type, value }) =>
      type === 'trace-span-count' &&
      ['{"pattern":"*"}', '{"pattern":"*","min":3,"max":2}'].includes(JSON.stringify(value)),
    ours: ['error'],
  },
  {
    why: 'a limit that cannot be read is an error',
    applies: ({ type, value }) =>
      type === 'trace-error-spans' && (typeof value === 'string' || Array.isArray(value)),
    ours: ['error'],
  },
  {
    why: 'an empty answer that passes as a refusal scores 1',
    applies: ({ type }, output) => type === 'is-refusal' && String(output).trim() === '',
    ours: [true],
    onlyScoreOf: 'either',
  },
];
