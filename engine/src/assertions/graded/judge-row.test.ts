import type { AssertionSpec, TestResult } from '../../runner/test-case';
import { comparePair, DEPENDS_ON_ORDER, positionBias } from './compare-pair';
import { judgeRow } from './judge-row';
import { StandInJudge, type Asked } from './testing/stand-in-judge';

let stand: StandInJudge;
beforeAll(async () => (stand = await StandInJudge.start()));
afterAll(() => stand.stop());

const row = (
  outputs: readonly string[],
  assert: readonly AssertionSpec[],
  scores: readonly number[] = [],
): TestResult[] =>
  outputs.map((output, column) => ({
    test: { index: 0, description: 'a test', mode: 'run', vars: { topic: 'cats' }, assert },
    status: 'passed',
    output,
    latencyMs: 1,
    verdicts:
      scores[column] === undefined
        ? []
        : [{ type: 'javascript', index: 0, pass: true, score: scores[column], reason: 'r' }],
  }));
const js: AssertionSpec = { type: 'javascript', value: 'true' };
const passes = (results: readonly TestResult[]): boolean[] =>
  results.map(({ verdicts }) => verdicts.at(-1)?.pass ?? false);

/** The outputs in the order in which the judge reads them. */
const read = ({ user }: Asked): string[] =>
  [...user.matchAll(/begin: output [A-Z]>>>\n([^]*?)\n<<<data/g)].map(([, output = '']) => output);
const choosing = (choose: (outputs: readonly string[]) => number) => (asked: Asked) => ({
  reason: 'because',
  best: String.fromCharCode(65 + choose(read(asked))),
});
const byText = (...order: readonly string[]) =>
  choosing((outputs) => outputs.indexOf(order.find((text) => outputs.includes(text)) ?? ''));

describe('select-best', () => {
  const assert: AssertionSpec[] = [{ type: 'select-best', value: 'the funniest about {{topic}}' }];

  test('asks once for each order, and each output stands once in each place', async () => {
    stand.answer = byText('b');
    const results = await judgeRow(row(['a', 'b', 'c'], assert), stand.judging().tools);
    expect(passes(results)).toEqual([false, true, false]);
    expect(stand.asked.map(read)).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c', 'a'],
      ['c', 'a', 'b'],
    ]);
    expect(stand.asked[0]?.user).toContain('the funniest about cats');
    expect(results[1]?.verdicts[0]).toMatchObject({
      score: 1,
      index: 0,
      namedScores: { 'position-bias': 0 },
    });
    expect(results.map(({ status }) => status)).toEqual(['failed', 'passed', 'failed']);
  });

  test('of two outputs a judge that prefers a place makes a tie, and says so', async () => {
    for (const place of [0, 1]) {
      stand.answer = choosing(() => place);
      const results = await judgeRow(row(['a', 'b'], assert), stand.judging().tools);
      expect(passes(results)).toEqual([true, true]);
      expect(results[0]?.verdicts[0]).toMatchObject({ score: 0.5, namedScores: { 'position-bias': 1 } });
      expect(results[0]?.verdicts[0]?.reason).toContain(DEPENDS_ON_ORDER);
    }
  });

  test('of more the most votes win', async () => {
    stand.answer = choosing((outputs) => (outputs[0] === 'c' ? 0 : outputs.indexOf('a')));
    const results = await judgeRow(row(['a', 'b', 'c'], assert), stand.judging().tools);
    expect(passes(results)).toEqual([true, false, false]);
    expect(results[0]?.verdicts[0]?.reason).toContain('Chosen in 2 of 3 orders');
    expect(results[0]?.verdicts[0]?.reason).toContain('depends on the order');
  });

  test('outputs that are the same are not asked about twice', async () => {
    stand.answer = byText('b');
    const results = await judgeRow(row(['a', 'b', 'b'], assert), stand.judging().tools);
    expect(passes(results)).toEqual([false, true, true]);
    expect(results[1]?.verdicts[0]).toMatchObject({ score: 0.5, namedScores: { 'position-bias': 0 } });
    expect(stand.asked.map(read)).toEqual([
      ['a', 'b'],
      ['b', 'a'],
    ]);
    const same = await judgeRow(row(['a', 'a'], assert), stand.judging().tools);
    expect(stand.asked).toEqual([]);
    expect(passes(same)).toEqual([true, true]);
    expect(same[0]?.verdicts[0]).toMatchObject({ score: 0.5, reason: 'The outputs are the same.' });
  });

  test('an error without weight fails nothing', async () => {
    const results = await judgeRow(row(['a'], [js, { type: 'select-best', value: 'x', weight: 0 }], [1]));
    expect(results[0]).toMatchObject({ status: 'passed', verdicts: [{}, { errored: true, pass: false }] });
  });

  test('takes instructions with `outputs` and `criteria`', async () => {
    stand.answer = choosing(() => 0);
    const own = [
      { ...assert[0], type: 'select-best', rubricPrompt: 'Of {{outputs}} the best by {{criteria}}' },
    ];
    await judgeRow(row(['one', 'two'], own), stand.judging().tools);
    expect(stand.asked[0]?.user).toMatch(
      /^Of <<<[^]*\none\n[^]*\ntwo\n[^]* the best by <<<[^]*the funniest about cats\n/,
    );
  });

  test.each([
    ['one column', ['a'], assert, 'run has one'],
    ['no criterion', ['a', 'b'], [{ type: 'select-best' }], 'needs a text'],
    ['not-', ['a', 'b'], [{ type: 'not-select-best', value: 'x' }], 'has no "not-"'],
    ['too many', Array.from({ length: 27 }, (_, at) => String(at)), assert, 'up to 26'],
  ])('%s: errored', async (_, outputs, specs, message) => {
    const results = await judgeRow(row(outputs, specs), stand.judging().tools);
    expect(results[0]).toMatchObject({ status: 'errored', verdicts: [{ errored: true, pass: false }] });
    expect(results[0]?.error).toContain(message);
    expect(stand.asked).toEqual([]);
  });

  test.each([
    ['beside other assertions', [...assert, js]],
    ['alone', assert],
  ])('leaves out what has no output: %s', async (_, specs) => {
    stand.answer = byText('b');
    const [first, lost, last] = row(['a', '', 'b'], specs);
    const broken: TestResult = { ...lost!, status: 'errored', error: 'no answer' };
    const judged = await judgeRow([first!, broken, last!], stand.judging().tools);
    expect(judged[1]).toBe(broken);
    expect(judged.map(({ status }) => status)).toEqual(['failed', 'errored', 'passed']);
    expect(stand.asked.map(read)).toEqual([
      ['a', 'b'],
      ['b', 'a'],
    ]);
  });
});

describe('max-score', () => {
  const max = (value?: unknown): AssertionSpec[] => [js, { type: 'max-score', value }];

  test('passes the highest, the first of equals, without a model', async () => {
    expect(passes(await judgeRow(row(['a', 'b', 'c'], max(), [0.2, 0.9, 0.9])))).toEqual([
      false,
      true,
      false,
    ]);
    expect(passes(await judgeRow(row(['a', 'b'], max(), [0, 0])))).toEqual([true, false]);
  });

  test('weighs by type, averages or sums, and wants a threshold', async () => {
    const verdicts = (scores: readonly [number, number]): TestResult['verdicts'] =>
      scores.map((score, index) => ({
        type: index === 0 ? 'javascript' : 'latency',
        index,
        pass: true,
        score,
        reason: '',
      }));
    const of = async (value: unknown): Promise<boolean[]> => {
      const specs = [js, { type: 'latency' }, { type: 'max-score', value }];
      const [a, b] = row(['a', 'b'], specs);
      return passes(
        await judgeRow([
          { ...a!, verdicts: verdicts([1, 0]) },
          { ...b!, verdicts: verdicts([0.4, 0.7]) },
        ]),
      );
    };
    expect(await of({})).toEqual([false, true]);
    expect(await of({ weights: { javascript: 3 } })).toEqual([true, false]);
    expect(await of({ method: 'sum', threshold: 1 })).toEqual([false, true]);
    expect(await of({ threshold: 0.9 })).toEqual([false, false]);
    expect(await of({ weights: { javascript: 0, latency: 0 } })).toEqual([true, false]);
  });

  test.each([
    [[{ type: 'max-score' }], 'has none'],
    [[js, { type: 'max-score', value: { method: 'median' } }], '`method`'],
  ])('%j: errored', async (specs, message) => {
    const results = await judgeRow(row(['a', 'b'], specs, specs.length > 1 ? [1, 1] : []));
    expect(results[0]?.error).toContain(message);
  });

  test('a verdict without weight fails nothing', async () => {
    const results = await judgeRow(row(['a', 'b'], [js, { type: 'max-score', weight: 0 }], [1, 0]));
    expect(results.map(({ status }) => status)).toEqual(['passed', 'passed']);
  });
});

test('a row without comparisons is given back as it is', async () => {
  const results = row(['a', 'b'], [js], [1, 1]);
  expect(await judgeRow(results)).toBe(results);
  expect(await judgeRow([])).toEqual([]);
});

describe('comparing a pair', () => {
  const compare = (): ReturnType<typeof comparePair> =>
    comparePair('shorter', ['long', 'short'], { tools: stand.judging().tools, model: 'openai/gpt-4o' });

  test('asks twice, swapped', async () => {
    stand.answer = byText('short');
    expect(await compare()).toEqual({ winner: 'second', dependsOnOrder: false, reason: 'because' });
    expect(stand.asked.map(read)).toEqual([
      ['long', 'short'],
      ['short', 'long'],
    ]);
    expect(stand.asked[0]?.body.model).toBe('gpt-4o');
    stand.answer = byText('long');
    expect(await compare()).toMatchObject({ winner: 'first' });
  });

  test('asks nothing about what is the same', async () => {
    const { tools } = stand.judging();
    expect(await comparePair('shorter', ['a', 'a'], { tools })).toEqual({
      winner: undefined,
      dependsOnOrder: false,
      reason: 'The outputs are the same.',
    });
    expect(stand.asked).toEqual([]);
  });

  test('a tie where the order decides; the rate of those is the bias', async () => {
    stand.answer = choosing(() => 1);
    const tie = await compare();
    expect(tie).toEqual({ winner: undefined, dependsOnOrder: true, reason: DEPENDS_ON_ORDER });
    expect(positionBias([tie, { dependsOnOrder: false }, { dependsOnOrder: false }, tie])).toBe(0.5);
    expect(positionBias([])).toBeUndefined();
  });
});
