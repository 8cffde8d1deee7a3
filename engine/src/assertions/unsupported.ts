const JUDGE = 'a model would have to judge it';
const TRACE = 'it looks at traces of an agent, which are not recorded';
const SQL = 'it needs a parser of the dialects of SQL, which weighs megabytes';
const TOOLS = 'it compares calls with the schemas of tools, which assertions do not see';
const LOG_PROBABILITIES = 'it needs the log probabilities of tokens, which no provider here hands on';

/** Names of promptfoo 0.123 that are not judged here, and why: a half sentence. */
export const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ...named(
    JUDGE,
    'agent-rubric answer-relevance classifier context-faithfulness context-recall context-relevance',
  ),
  ...named(
    JUDGE,
    'conversation-relevance factuality g-eval llm-rubric model-graded-closedqa model-graded-factuality',
  ),
  ...named(JUDGE, 'moderation pi search-rubric similar similar:cosine similar:dot similar:euclidean'),
  ...named(JUDGE, 'trajectory:goal-success'),
  ...named(TRACE, 'skill-used trace-error-spans trace-span-count trace-span-duration trajectory:step-count'),
  ...named(TRACE, 'trajectory:tool-args-match trajectory:tool-sequence trajectory:tool-used'),
  ...named(SQL, 'contains-sql is-sql'),
  ...named(TOOLS, 'is-valid-function-call is-valid-openai-function-call is-valid-openai-tools-call'),
  ...named(LOG_PROBABILITIES, 'perplexity perplexity-score'),
  ['guardrails', 'it needs the verdict of a provider’s guardrails, which is not read'],
  ['python', 'it needs Python; write it in JavaScript'],
  ['ruby', 'it needs Ruby; write it in JavaScript'],
  ['webhook', 'it would send the answer to another server'],
]);

function named(reason: string, names: string): [string, string][] {
  return names.split(' ').map((name) => [name, reason]);
}
