import type { AssertionSpec } from '../../../runner/test-case';
import type { Observation } from '../../assertion';
import { observed } from '../../testing/golden';
import type { Asked } from './stand-in-judge';

export interface GradedGolden {
  readonly spec: AssertionSpec;
  readonly holds: Observation;
  readonly fails: Observation;
  /** What the judge says; it sees no more than a real one does. */
  readonly says?: (asked: Asked) => unknown;
}

/** The outputs of most pairs; the judge tells them apart by their text alone. */
const [GOOD, BAD] = [observed('Paris is the capital.'), observed('Rome is the capital.')];
const isGood = ({ user }: Asked): boolean => user.includes('Paris');
const rubric = (asked: Asked): unknown => ({
  reason: 'I looked.',
  pass: isGood(asked),
  score: isGood(asked) ? 0.9 : 0.2,
});
const called = (name: string): Observation => observed('Done.', { toolCalls: [{ name, arguments: '{}' }] });
const sentences = (asked: Asked): unknown => ({
  statements: [
    { text: 'Paris is the capital', supported: /context>>>[^]*Paris/.test(asked.user) && isGood(asked) },
    { text: 'France exists', supported: true },
  ],
});
const about = (vars: Record<string, unknown>, output = 'Paris.'): Observation => observed(output, { vars });
const talk = (reply: string): Observation =>
  about({
    _conversation: [
      { input: 'Capital of France?', output: 'Paris.' },
      { input: 'And its river?', output: reply },
    ],
  });

/** For each assertion that asks a model: an output for which it holds and one for which it does not. */
export const gradedGolden: readonly GradedGolden[] = [
  { spec: { type: 'llm-rubric', value: 'Names the right city' }, holds: GOOD, fails: BAD, says: rubric },
  {
    spec: { type: 'llm-rubric', value: 'Names the right city', threshold: 0.8 },
    holds: GOOD,
    fails: observed('Paris?'),
    says: ({ user }) => ({ reason: 'r', pass: true, score: user.includes('Paris?') ? 0.7 : 0.8 }),
  },
  { spec: { type: 'search-rubric', value: 'The capital of today' }, holds: GOOD, fails: BAD, says: rubric },
  {
    spec: { type: 'agent-rubric', value: 'Looked it up' },
    holds: called('search'),
    fails: called('guess'),
    says: ({ user }) => ({
      reason: 'r',
      pass: user.includes('"search"'),
      score: user.includes('"search"') ? 1 : 0,
    }),
  },
  {
    spec: { type: 'trajectory:goal-success', value: 'The order is cancelled' },
    holds: called('cancel_order'),
    fails: observed('I have cancelled it.', { toolCalls: [] }),
    says: ({ user }) => ({
      reason: 'r',
      pass: user.includes('cancel_order'),
      score: user.includes('cancel_order') ? 1 : 0,
    }),
  },
  {
    spec: { type: 'g-eval', value: ['Is short', 'Is right'] },
    holds: GOOD,
    fails: BAD,
    says: (asked) =>
      asked.system.includes('"steps": [')
        ? { steps: ['Look.', 'Decide.'] }
        : { reason: 'r', score: isGood(asked) ? 7 : 6.9 },
  },
  {
    spec: { type: 'model-graded-closedqa', value: 'Names the right city' },
    holds: GOOD,
    fails: BAD,
    says: (asked) => ({ reason: 'r', pass: isGood(asked) }),
  },
  ...['factuality', 'model-graded-factuality'].map((type) => ({
    spec: { type, value: 'Paris is the capital' },
    holds: GOOD,
    fails: BAD,
    says: ({ user }: Asked) => ({ reason: 'r', category: user.includes('Rome') ? 'D' : 'B' }),
  })),
  {
    spec: { type: 'factuality', value: 'x', config: { factuality: { superset: 0, agree: 0.6 } } },
    holds: GOOD,
    fails: BAD,
    says: (asked) => ({ reason: 'r', category: isGood(asked) ? 'C' : 'B' }),
  },
  {
    spec: { type: 'pi', value: 'Is it right?' },
    holds: GOOD,
    fails: BAD,
    says: (asked) => ({ reason: 'r', score: isGood(asked) ? 0.5 : 0.49 }),
  },
  {
    spec: { type: 'classifier', value: 'true', threshold: 0.6, config: { labels: ['true', 'false'] } },
    holds: GOOD,
    fails: BAD,
    says: (asked) => ({ reason: 'r', probability: isGood(asked) ? 0.6 : 0.59 }),
  },
  {
    spec: { type: 'answer-relevance', threshold: 0.9 },
    holds: observed('Paris', { prompt: 'What is the capital of France?' }),
    fails: observed('Rome', { prompt: 'What is the capital of France?' }),
    says: (asked) => ({
      questions: [isGood(asked) ? 'what is the capital of France' : 'Where did Caesar live?'],
      evasive: false,
    }),
  },
  {
    spec: { type: 'answer-relevance' },
    holds: about({ query: 'capital of France' }, 'Paris'),
    fails: about({ query: 'capital of France' }, 'I cannot say.'),
    says: (asked) => ({ questions: ['capital of France'], evasive: !isGood(asked) }),
  },
  {
    spec: { type: 'context-faithfulness', threshold: 0.6 },
    holds: about({ context: 'Paris is the capital.' }),
    fails: about({ context: 'Rome is old.' }, 'Rome'),
    says: sentences,
  },
  {
    spec: { type: 'context-recall', value: 'Paris is the capital', threshold: 0.6 },
    holds: about({ context: ['Paris is the capital.'] }),
    fails: about({ context: 'Rome is old.' }),
    says: ({ user }) => ({
      statements: [{ text: 'Paris', supported: /begin: context>>>\nParis/.test(user) }],
    }),
  },
  {
    spec: { type: 'context-relevance', contextTransform: 'output.split("; ")' },
    holds: observed('Paris is it; Wine is good'),
    fails: observed('Rome is it; Wine is good; Sun'),
    says: () => ({ needed: [1, 1] }),
  },
  {
    spec: { type: 'conversation-relevance', threshold: 0.6, config: { windowSize: 1 } },
    holds: talk('The Seine.'),
    fails: talk('I like cheese.'),
    says: ({ user }) => ({ reason: 'r', relevant: !user.includes('cheese') }),
  },
  {
    spec: { type: 'similar', value: 'Paris is the capital' },
    holds: GOOD,
    fails: observed('Something else'),
  },
  {
    spec: { type: 'similar', value: ['Nothing', 'The capital is Paris'], threshold: 0.95 },
    holds: GOOD,
    fails: observed(' '),
  },
  {
    spec: { type: 'similar:cosine', value: 'is the capital', threshold: 0.8 },
    holds: GOOD,
    fails: observed('the'),
  },
  {
    spec: { type: 'similar:dot', value: 'is the capital', threshold: 0.8 },
    holds: GOOD,
    fails: observed('the'),
  },
  {
    spec: { type: 'similar:euclidean', value: 'Paris is the capital', threshold: 0 },
    holds: GOOD,
    fails: BAD,
  },
  { spec: { type: 'moderation' }, holds: GOOD, fails: observed('I kill you') },
  {
    spec: { type: 'moderation', value: ['violence'] },
    holds: GOOD,
    fails: observed('kill it'),
  },
];
