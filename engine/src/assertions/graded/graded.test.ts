import type { AssertionSpec } from '../../runner/test-case';
import type { Observation } from '../assertion';
import { judge } from '../judge';
import { observed } from '../testing/golden';
import { GRADED } from './registry';
import { gradedGolden } from './testing/graded-golden';
import { StandInJudge } from './testing/stand-in-judge';

let stand: StandInJudge;
beforeAll(async () => (stand = await StandInJudge.start()));
afterAll(() => stand.stop());

test('every assertion that asks a model has a golden pair', () => {
  expect([...new Set(gradedGolden.map(({ spec }) => spec.type))].sort()).toEqual(
    GRADED.map(({ type }) => type).sort(),
  );
});

describe.each(gradedGolden)('$spec', ({ spec, holds, fails, says = () => '' }) => {
  test('passes and fails', async () => {
    stand.answer = says;
    const { tools } = stand.judging();
    const passed = await judge(spec, holds, { index: 2, tools });
    expect(passed).toMatchObject({ pass: true, index: 2, type: spec.type });
    expect(passed.errored).toBeFalsy();
    const failed = await judge(spec, fails, { index: 0, tools });
    expect(failed).toMatchObject({ pass: false });
    expect(failed.errored).toBeFalsy();
    expect(failed.reason).not.toBe('');
  });

  test('turns round with not-', async () => {
    stand.answer = says;
    const { tools } = stand.judging();
    const negated = { ...spec, type: `not-${spec.type}` };
    expect(await judge(negated, holds, { index: 0, tools })).toMatchObject({ pass: false });
    expect(await judge(negated, fails, { index: 0, tools })).toMatchObject({ pass: true });
  });

  test('without a model it is errored, and says how to name one', async () => {
    if (spec.type === 'moderation') return;
    const { tools } = stand.judging({ model: undefined, embeddings: undefined });
    const verdict = await judge(spec, holds, { index: 0, tools });
    expect(verdict).toMatchObject({ errored: true, pass: false });
    expect(verdict.reason).toMatch(
      /none is named\. Name one for the run \(--(judge|embeddings) provider\/model\)/,
    );
    expect(stand.asked).toEqual([]);
  });
});

describe('scores', () => {
  test('g-eval gives the mean of its criteria, as a share of ten points', async () => {
    stand.answer = ({ system, user }) =>
      system.includes('"steps": [')
        ? { steps: ['Look.'] }
        : { reason: 'r', score: user.includes('short') ? 10 : 5 };
    const { tools } = stand.judging();
    const verdict = await judge({ type: 'g-eval', value: ['Is short', 'Is long'] }, observed('x'), {
      index: 0,
      tools,
    });
    expect(verdict).toMatchObject({ pass: true, score: 0.75 });
    expect(stand.asked).toHaveLength(4);
  });

  test('the context counts by its pieces, which are lines unless it is a list', async () => {
    stand.answer = () => ({ needed: [2] });
    const { tools } = stand.judging();
    const of = (context: unknown): Promise<unknown> =>
      judge({ type: 'context-relevance' }, observed('x', { vars: { context } }), { index: 0, tools });
    expect(await of('one\n\ntwo\nthree\nfour')).toMatchObject({ score: 0.25, pass: false });
    expect(await of(['one', 'two\nthree'])).toMatchObject({ score: 0.5, pass: true });
  });

  test('an output without claims claims nothing wrong', async () => {
    stand.answer = () => ({ statements: [] });
    const { tools } = stand.judging();
    const at = observed('Hello!', { vars: { context: 'x' } });
    expect(await judge({ type: 'context-faithfulness' }, at, { index: 0, tools })).toMatchObject({
      score: 1,
    });
    const recall = await judge({ type: 'context-recall', value: 'x' }, at, { index: 0, tools });
    expect(recall).toMatchObject({ errored: true });
  });

  test('a conversation is judged window by window', async () => {
    stand.answer = ({ user }) => ({ reason: 'off', relevant: !user.includes('reply 4') });
    const turn = (n: number): unknown => ({ input: `message ${n}`, output: `reply ${n}` });
    const at = observed('x', { vars: { _conversation: [1, 2, 3, 4].map(turn) } });
    const { tools } = stand.judging();
    const spec = { type: 'conversation-relevance', config: { windowSize: 2 } };
    expect((await judge(spec, at, { index: 0, tools })).score).toBeCloseTo(2 / 3);
    expect(stand.asked.map(({ user }) => [...user.matchAll(/reply \d/g)].join())).toEqual([
      'reply 1,reply 2',
      'reply 2,reply 3',
      'reply 3,reply 4',
    ]);
  });
});

describe('what the judge is shown', () => {
  const shown = async (spec: AssertionSpec, at: Observation, said: unknown): Promise<string> => {
    stand.answer = () => said;
    const { tools } = stand.judging({ readFile: (name) => Promise.resolve(`text of ${name}`) });
    expect((await judge(spec, at, { index: 0, tools })).errored).toBeFalsy();
    return `${stand.asked[0]?.system} ${stand.asked[0]?.user}`;
  };
  const said = { reason: 'r', pass: true, score: 1, relevant: true, probability: 1 };

  test('the files that an author names', async () => {
    const spec = { type: 'agent-rubric', value: 'x', config: { files: ['a.ts', 'b.ts'] } };
    const text = await shown(spec, observed('y', { toolCalls: undefined }), said);
    expect(text).toContain('begin: file a.ts>>>\ntext of a.ts\n');
    expect(text).toContain('text of b.ts');
    expect(text).toContain('(none)');
  });

  test('a rubric of several parts as JSON', async () => {
    const value = { tone: 'warm', length: ['short'] };
    expect(await shown({ type: 'llm-rubric', value }, observed('y'), said)).toContain(JSON.stringify(value));
  });

  test('prompt and output, where there is no conversation', async () => {
    const text = await shown({ type: 'conversation-relevance' }, observed('Hi', { prompt: 'Hello' }), said);
    expect(text).toContain('User: Hello\nAssistant: Hi');
  });

  test('the class alone, where no others are named', async () => {
    expect(await shown({ type: 'classifier', value: 'rude' }, observed('y'), said)).not.toContain('classes');
  });

  test('data of a transform as the context', async () => {
    const spec = { type: 'context-relevance', contextTransform: '[{ text: output }, null, "b"]' };
    const text = await shown(spec, observed('y', { vars: { query: 'Which?' } }), { needed: [1] });
    expect(text).toContain('1. {"text":"y"}\n2. b');
    expect(text).toContain('begin: query>>>\nWhich?');
  });
});

describe('what cannot be judged', () => {
  const vars = { _conversation: 'hello' };
  test.each<[AssertionSpec, string, Partial<Observation>?]>([
    [{ type: 'llm-rubric' }, 'needs a text'],
    [{ type: 'g-eval', value: [] }, 'a criterion'],
    [{ type: 'factuality', value: 'x', config: { factuality: { agree: 7 } } }, 'from 0 to 1'],
    [{ type: 'classifier', value: 'x', config: { labels: ['a', 'b'] } }, 'among them'],
    [{ type: 'agent-rubric', value: 'x' }, 'nothing to look into'],
    [{ type: 'agent-rubric', value: 'x', config: { files: ['a.ts'] } }, 'Files cannot be read'],
    [{ type: 'trajectory:goal-success', value: 'x' }, 'only renders', { model: '' }],
    [{ type: 'context-recall', value: 'x' }, 'needs the variable `context`'],
    [{ type: 'context-relevance', contextTransform: '[]' }, 'gave no text'],
    [{ type: 'conversation-relevance' }, 'a list of maps'],
    [{ type: 'conversation-relevance', config: { windowSize: 0 } }, ''],
    [{ type: 'similar', value: [] }, 'a text, or a list'],
    [{ type: 'moderation', value: 'violence' }, 'a list of categories'],
    [{ type: 'moderation', value: ['rudeness'] }, 'no category "rudeness". It has violence, harassment'],
    [{ type: 'moderation', provider: 'anthropic/claude-haiku-4-5' }, 'no moderation here'],
    [{ type: 'similar', value: 'x', provider: 'anthropic/claude-haiku-4-5' }, 'no embeddings here'],
    [{ type: 'search-rubric', value: 'x', provider: 'anthropic/claude-haiku-4-5' }, 'cannot search the web'],
    [{ type: 'llm-rubric', value: 'x', provider: 'nobody/x' }, 'no provider "nobody"'],
  ])('%j', async (spec, message, more = {}) => {
    const { tools } = stand.judging();
    const verdict = await judge(spec, observed('text', { vars, ...more }), { index: 0, tools });
    expect(verdict).toMatchObject({ errored: true, pass: false });
    expect(verdict.reason).toContain(message);
  });
});
