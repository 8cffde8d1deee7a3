/** What an assertion wants besides its type, as YAML of one line in LSP's snippet syntax, by key. */
export interface AssertionShape {
  readonly summary: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Whether `not-` before it makes sense. */
  readonly negatable: boolean;
}

const TEXT = { value: '"${1:text}"' };
const NEAR = { ...TEXT, threshold: '${2:0.5}' };
const SQL = '{ databaseType: ${1|MySQL,PostgreSQL,Sqlite,TransactSQL,BigQuery,Snowflake|} }';
const CRITERION = { value: '"${1:Is polite and answers the question}"' };
const SHARE = { threshold: '${1:0.5}' };
const SIMILAR = { ...TEXT, threshold: '${2:0.75}' };
const LIST = { value: '["${1:one}", "${2:other}"]' };

const shape = (summary: string, fields: AssertionShape['fields'] = {}, negatable = true): AssertionShape => ({
  summary,
  fields,
  negatable,
});

/** The assertions that PromptHub knows. */
export const ASSERTION_SHAPES: Readonly<Record<string, AssertionShape>> = {
  equals: shape('The output is this text.', TEXT),
  contains: shape('The output has this text in it.', TEXT),
  icontains: shape('The output has this text in it, in upper or lower case.', TEXT),
  'contains-all': shape('The output has all of these texts in it.', LIST),
  'contains-any': shape('The output has one of these texts in it.', LIST),
  'icontains-all': shape('The output has all of these texts in it, in upper or lower case.', LIST),
  'icontains-any': shape('The output has one of these texts in it, in upper or lower case.', LIST),
  regex: shape('The output matches this regular expression.', { value: '"${1:^[A-Z]}"' }),
  'starts-with': shape('The output begins with this text.', TEXT),
  'is-json': shape('The output is JSON; with a value, JSON that fits this schema.'),
  'contains-json': shape('The output has JSON in it.'),
  levenshtein: shape('The output differs from this text in few characters.', {
    ...TEXT,
    threshold: '${2:5}',
  }),
  bleu: shape('The output is near this text: its words in their order (BLEU, 0 to 1).', NEAR),
  gleu: shape('The output is near this text: its words in their order (GLEU, 0 to 1).', NEAR),
  meteor: shape('The output is near this text: its words or their stems (METEOR, 0 to 1).', NEAR),
  'rouge-n': shape('The output has the words of this text (ROUGE-1, 0 to 1).', NEAR),
  'rouge-l': shape('The output has the words of this text in their order (ROUGE-L, 0 to 1).', NEAR),
  chrf: shape('The output is near this text by its characters (chrF, 0 to 1).', NEAR),
  'json-distance': shape('The output has this share of what the JSON Schema requires.', {
    value: '{ type: object, required: [${1:name}] }',
    threshold: '${2:0.8}',
  }),
  'word-count': shape('The output has this many words.', { value: '{ max: ${1:100} }' }),
  'is-refusal': shape('The output refuses what was asked.'),
  'is-xml': shape('The output is XML, with the elements in the value when there are some.'),
  'contains-xml': shape('The output has XML in it.'),
  'is-html': shape('The output is HTML and nothing else.'),
  'contains-html': shape('The output has HTML in it.'),
  'tool-call-f1': shape('The model called these tools and no others.', {
    value: '["${1:search}"]',
  }),
  'is-sql': shape('The output is SQL of this dialect.', { value: SQL }),
  'contains-sql': shape('The output has SQL of this dialect in it.', { value: SQL }),
  'is-valid-function-call': shape('The model called tools of the prompt, with arguments that fit.'),
  'is-valid-openai-function-call': shape('The model called tools of the prompt, with arguments that fit.'),
  'is-valid-openai-tools-call': shape('The model called tools of the prompt, with arguments that fit.'),
  'trajectory:tool-used': shape('The model called these tools, maybe among others.', {
    value: '["${1:search}"]',
  }),
  'trajectory:tool-sequence': shape('The model called these tools in this order.', {
    value: '["${1:search}", "${2:book}"]',
  }),
  'trajectory:tool-args-match': shape(
    'The model called this tool with these arguments, maybe among others.',
    {
      value: '{ name: ${1:search}, args: { ${2:query}: ${3:text} } }',
    },
  ),
  'trajectory:step-count': shape('The model called so many tools.', { value: '{ max: ${1:3} }' }),
  'skill-used': shape('The model used this skill.', { value: '${1:review}' }),
  'trace-span-count': shape('The trace of the answer has so many spans of this name.', {
    value: '{ pattern: "${1:chat *}", max: ${2:1} }',
  }),
  'trace-span-duration': shape('The spans of this name took at most so many milliseconds.', {
    value: '{ pattern: "${1:*}", max: ${2:1000} }',
  }),
  'trace-error-spans': shape('At most so many spans of the trace failed.', { value: '${1:0}' }),
  guardrails: shape('The provider’s content filter stopped nothing.'),
  perplexity: shape('The model was sure of its words: their perplexity is at most this.', {
    threshold: '${1:2}',
  }),
  'perplexity-score': shape('The model was sure of its words (0 to 0.5).', { threshold: '${1:0.3}' }),
  'finish-reason': shape('The model stopped for this reason.', { value: '${1:stop}' }),
  latency: shape('The answer came in this many milliseconds.', { threshold: '${1:5000}' }, false),
  cost: shape('The answer cost at most this many US dollars.', { threshold: '${1:0.01}' }, false),
  javascript: shape('This JavaScript gives true, or a score.', { value: '"${1:output.length > 0}"' }),
  'llm-rubric': shape('A model judges that the output meets this criterion.', CRITERION),
  'search-rubric': shape(
    'A model that searches the web judges that the output meets this criterion.',
    CRITERION,
  ),
  'agent-rubric': shape('A model judges by what was called, and by files, that this criterion is met.', {
    ...CRITERION,
    config: '{ files: ["${2:file}"] }',
  }),
  'trajectory:goal-success': shape(
    'A model judges that what was called and answered reached this goal.',
    CRITERION,
  ),
  'g-eval': shape('A model follows steps of its own to score the output for this criterion.', {
    ...CRITERION,
    threshold: '${2:0.7}',
  }),
  'model-graded-closedqa': shape('A model says yes: the output meets this criterion.', CRITERION),
  factuality: shape('A model finds no contradiction to this reference.', TEXT),
  'model-graded-factuality': shape('A model finds no contradiction to this reference.', TEXT),
  pi: shape('A model scores the output for this criterion.', { ...CRITERION, threshold: '${2:0.5}' }),
  classifier: shape('A model puts the output into this class.', {
    value: '"${1:friendly}"',
    threshold: '${2:0.5}',
  }),
  'answer-relevance': shape('The output answers the variable `query`, or the prompt.', SHARE),
  'context-faithfulness': shape('What the output claims stands in the variable `context`.', SHARE),
  'context-recall': shape('What this text says stands in the variable `context`.', {
    ...TEXT,
    threshold: '${2:0.5}',
  }),
  'context-relevance': shape('The variable `context` is needed for the variable `query`.', SHARE),
  'conversation-relevance': shape('The replies in the variable `_conversation` fit what was said.', SHARE),
  similar: shape('The output means the same as this text.', SIMILAR),
  'similar:cosine': shape('The output means the same as this text: cosine similarity.', SIMILAR),
  'similar:dot': shape('The output means the same as this text: dot product.', SIMILAR),
  'similar:euclidean': shape('The output means the same as this text: distance of at most `threshold`.', {
    ...TEXT,
    threshold: '${2:0.5}',
  }),
  moderation: shape('OpenAI’s moderation flags nothing.'),
  'select-best': shape('Of the outputs of all columns, a model chooses this one.', CRITERION, false),
  'max-score': shape('Of the outputs of all columns, this one scores highest.', {}, false),
  python: shape('This Python gives True, or a score.', { value: '"${1:len(output) > 0}"' }),
  ruby: shape('This Ruby gives true, or a score.', { value: '"${1:output.length > 0}"' }),
  webhook: shape('This server says whether the output passes.', {
    value: '"${1:https://example.com/check}"',
  }),
  'assert-set': shape(
    'Several assertions that count as one.',
    { assert: '[{ type: ${1:contains}, value: "${2:text}" }]' },
    false,
  ),
};
