import fc from 'fast-check';
import type { ModelEvent, ProviderContext } from '../providers/provider';
import { estimateRun } from './estimate-run';
import type { MatrixPrompt, MatrixRun } from './matrix';
import { runMatrix } from './run-matrix';
import type { TestCase } from './test-case';

/** Of a judge, and of who is judged. */
const VERDICT = '{"reason":"r","pass":true,"score":1}';

/** `openai`, answered in this process, with so many tokens for an answer. */
function priced(
  outputTokens: (text: string) => number,
  said: string | (() => string) = VERDICT,
  onAsk: (question: { readonly config: Readonly<Record<string, unknown>> }) => void = () => undefined,
): ProviderContext {
  return {
    credentials: () => Promise.resolve(undefined),
    endpoints: [{ name: 'openai', kind: 'vscode' }],
    async *editorModel({ model, messages, config }): AsyncGenerator<ModelEvent> {
      await Promise.resolve(onAsk({ config }));
      const part = messages.at(-1)?.content[0];
      const text = part && 'text' in part ? part.text : '';
      const limit = Number(config['maxOutputTokens'] ?? Infinity);
      const usage = { inputTokens: 10, outputTokens: Math.min(limit, outputTokens(text)), estimated: false };
      const answer = { text: typeof said === 'string' ? said : said(), toolCalls: [], usage, model };
      yield { type: 'done', answer: { ...answer, finishReason: 'stop' } };
    },
  };
}
const promptOf = (tests: number, context: ProviderContext, more: Partial<TestCase> = {}): MatrixPrompt => ({
  name: 'a',
  wording: { source: '---\nmodel: openai/gpt-5-mini\nconfig: { maxOutputTokens: 1000 }\n---\nSay {{n}}' },
  tests: Array.from({ length: tests }, (_, index): TestCase => ({
    ...{ index, description: `test ${index}`, mode: 'run', vars: { n: index }, assert: [] },
    ...more,
  })),
  context,
});

test('a run never costs more than its cap, however much it asks at a time; the rest is skipped in words', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 60_000 }),
      fc.integer({ min: 1, max: 16 }),
      fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 }),
      async (capMicros, concurrency, tokens) => {
        const maxCostUsd = capMicros / 1_000_000;
        const context = priced((text) => tokens[Number(text.slice(4))] ?? 0);
        const { prompts, progress } = await runMatrix({
          prompts: [promptOf(12, context)],
          maxCostUsd,
          concurrency,
        });
        const results = prompts.flat().map(({ result }) => result);
        const paid = results.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
        expect(paid).toBeLessThanOrEqual(maxCostUsd + 1e-9);
        expect(progress.costUsd).toBeCloseTo(paid, 9);
        for (const { status, error } of results)
          if (status !== 'passed')
            expect([status, error]).toEqual(['skipped', expect.stringContaining('its cap of $')]);
      },
    ),
    { numRuns: 60 },
  );
});

test('what one question leaves of its reserve, another may use', async () => {
  const estimate = await estimateRun({
    prompts: [
      promptOf(
        1,
        priced(() => 1),
      ),
    ],
  });
  const maxCostUsd = (estimate.atMostUsd ?? 0) * 1.5;
  const { progress } = await runMatrix({
    prompts: [
      promptOf(
        20,
        priced(() => 1),
      ),
    ],
    maxCostUsd,
    concurrency: 8,
  });
  expect(progress.passed).toBe(20);
});

describe('judges', () => {
  const judge = { model: 'openai/gpt-5-mini' };
  const assert = [{ type: 'llm-rubric', value: 'is kind' }];
  const resultsOf = ({ prompts }: MatrixRun) => prompts.flat().map(({ result }) => result);
  const inFile = { type: 'llm-rubric', value: 'file://rubric.txt' };
  const tools = { readFile: () => Promise.resolve('is kind') };

  test('are paid within the cap, and no answer is bought whose judge cannot be', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 120_000 }),
        fc.integer({ min: 1, max: 16 }),
        fc.infiniteStream(fc.nat(5000)),
        async (capMicros, concurrency, tokens) => {
          const context = priced(() => tokens.next().value ?? 0);
          const prompts = [{ ...promptOf(12, context, { assert: [inFile] }), judge, tools }];
          const run = await runMatrix({ prompts, maxCostUsd: capMicros / 1_000_000, concurrency });
          expect(run.progress.costUsd).toBeLessThanOrEqual(capMicros / 1_000_000 + 1e-9);
          expect(run.isWhole).toBe(run.progress.skipped === 0);
          for (const { status, output, judging } of resultsOf(run))
            expect([status, output, judging !== undefined]).toEqual(
              status === 'passed' ? ['passed', VERDICT, true] : ['skipped', '', false],
            );
        },
      ),
      { numRuns: 30 },
    );
  });

  test('who are asked more often than a form needs may come to the cap: the answer is kept, and skipped', async () => {
    const context = priced(() => 4000, 'what?');
    const prompts = [{ ...promptOf(1, context, { assert }), judge }];
    const { atMostUsd = 0 } = await estimateRun({ prompts });
    const run = await runMatrix({ prompts, maxCostUsd: atMostUsd * 1.01 });
    expect(run).toMatchObject({ isWhole: false, progress: { asked: 2 } });
    expect(resultsOf(run)).toMatchObject([
      { status: 'skipped', output: 'what?', error: expect.stringContaining('its cap of $'), judging: {} },
    ]);
  });

  test.each([
    ['g-eval asks twice for each criterion', { type: 'g-eval', value: ['is kind', 'is short'] }],
    ['rubrics in files', inFile],
    ['parts of a set', { type: 'assert-set', assert: [...assert, { type: 'factuality', value: 'x' }] }],
    ['comparisons ask once for each order', { type: 'select-best', value: 'the kinder' }],
  ])('stand in the estimate: %s', async (_, spec) => {
    let number = 0;
    const best = (): string =>
      `{"reason":"${number++}","pass":true,"score":1,"steps":["x"],"best":"A","category":"A"}`;
    const context = priced(() => 9000, best);
    const prompts = [{ ...promptOf(2, context, { assert: [spec] }), judge, tools }];
    const input = { prompts, columns: [{}, { model: 'openai/gpt-5' }] };
    const estimate = await estimateRun(input);
    const { progress } = await runMatrix(input);
    expect(estimate).toMatchObject({ questions: 4, unpriced: [] });
    expect(estimate.atMostUsd).toBeGreaterThanOrEqual(progress.costUsd);
    // Every answer goes to its limit, so that only the input is counted too high.
    expect(estimate.atMostUsd).toBeLessThan(progress.costUsd * 1.4);
  });

  test('have an output limit, which their setting may move', async () => {
    const limits: unknown[] = [];
    const context = priced(
      () => 1,
      VERDICT,
      ({ config }) => void limits.push(config['maxOutputTokens']),
    );
    for (const config of [undefined, { maxOutputTokens: 77 }])
      await runMatrix({ prompts: [{ ...promptOf(1, context, { assert }), judge: { ...judge, config } }] });
    expect(limits).toEqual([1000, 4096, 1000, 77]);
  });
});

test('a model without a known price is not asked under a cap, and is named', async () => {
  const context: ProviderContext = { ...priced(() => 1), endpoints: [{ name: 'local', kind: 'vscode' }] };
  const columns = [{ model: 'local/own' }];
  const input = { prompts: [promptOf(1, context)], columns };
  const { prompts, progress } = await runMatrix({ ...input, maxCostUsd: 1 });
  expect(prompts[0]?.[0]?.result).toMatchObject({
    status: 'skipped',
    error: expect.stringContaining('local/own has no known price'),
  });
  expect(progress.asked).toBe(0);
  expect(await estimateRun(input)).toMatchObject({ questions: 1, aboutUsd: 0, unpriced: ['local/own'] });
});

describe('an estimate', () => {
  test('holds: a run costs no more than it says at most, and repetitions and columns count', async () => {
    const prompts = [
      promptOf(
        3,
        priced(() => 1000),
      ),
    ];
    const input = { prompts, columns: [{}, { model: 'openai/gpt-5-nano' }], repeat: 2 };
    const estimate = await estimateRun(input);
    const { progress } = await runMatrix(input);
    expect(estimate.questions).toBe(12);
    expect(estimate.atMostUsd).toBeGreaterThanOrEqual(progress.costUsd);
    expect(estimate.aboutUsd).toBeLessThan(estimate.atMostUsd ?? 0);
    expect((await estimateRun({ ...input, maxCostUsd: 0.001 })).atMostUsd).toBe(0.001);
  });

  test('counts neither what only renders nor what cannot run, and says how many are judged', async () => {
    const render = promptOf(
      2,
      priced(() => 1),
      { mode: 'render' },
    );
    const broken = {
      ...promptOf(
        2,
        priced(() => 1),
      ),
      wording: { source: '{{#if}}' },
    };
    const set = { type: 'assert-set', assert: [{ type: 'not-llm-rubric', value: 'is rude' }] };
    const judged = promptOf(
      2,
      priced(() => 1),
      { assert: [set] },
    );
    const prompts = [render, broken, { ...judged, judge: { model: 'openai/gpt-5-nano' } }];
    const estimate = await estimateRun({ prompts });
    expect(estimate.models).toEqual(['openai/gpt-5-mini', 'openai/gpt-5-nano']);
    // Where nobody is named, nobody is asked.
    expect(await estimateRun({ prompts: [judged] })).toMatchObject({ questions: 2, judged: 0 });
    expect(estimate).toMatchObject({ questions: 2, judged: 2, unpriced: [] });
  });
});
