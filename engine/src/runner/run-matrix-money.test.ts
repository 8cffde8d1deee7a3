import fc from 'fast-check';
import type { ModelEvent, ProviderContext } from '../providers/provider';
import { estimateRun } from './estimate-run';
import type { MatrixPrompt } from './matrix';
import { runMatrix } from './run-matrix';
import type { TestCase } from './test-case';

/** `openai`, answered in this process, with so many tokens for an answer. */
function priced(
  outputTokens: (text: string) => number,
  onAsk: () => Promise<void> | void = () => undefined,
): ProviderContext {
  return {
    credentials: () => Promise.resolve(undefined),
    endpoints: [{ name: 'openai', kind: 'vscode' }],
    async *editorModel({ model, messages, config }): AsyncGenerator<ModelEvent> {
      await onAsk();
      const part = messages.at(-1)?.content[0];
      const text = part && 'text' in part ? part.text : '';
      const limit = Number(config['maxOutputTokens'] ?? Infinity);
      const usage = { inputTokens: 10, outputTokens: Math.min(limit, outputTokens(text)), estimated: false };
      yield { type: 'done', answer: { text: 'pass', toolCalls: [], finishReason: 'stop', usage, model } };
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

test('judges count; an answer whose judge did not fit any more is kept, and says so', async () => {
  const assert = [{ type: 'llm-rubric', value: 'is kind' }];
  const prompt = {
    ...promptOf(
      1,
      priced(() => 1000),
      { assert },
    ),
    judge: { model: 'openai/gpt-5-mini' },
  };
  const { atMostUsd = 0 } = await estimateRun({ prompts: [prompt] });
  const { prompts } = await runMatrix({ prompts: [prompt], maxCostUsd: atMostUsd * 1.01 });
  expect(prompts[0]?.[0]?.result).toMatchObject({
    ...{ status: 'errored', output: 'pass' },
    error: expect.stringContaining('The judge was not asked.'),
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
    const estimate = await estimateRun({ prompts: [render, broken, judged] });
    expect(estimate).toMatchObject({ questions: 2, judged: 2, unpriced: [] });
  });
});
