import { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ProviderError, type ModelEvent, type ProviderContext } from '../providers/provider';
import { FakeClock } from '../resilience/testing/fake-clock';
import type { JournalMode } from './answers/answer-journal';
import { openJournal, type JournalOptions } from './answers/open-journal';
import type { RunEstimate } from './estimate-shape';
import { estimateRun } from './estimate-run';
import type { MatrixRun, RunMatrixInput } from './matrix';
import { runMatrix } from './run-matrix';
import type { TestCase } from './test-case';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'prompthub-answers-'));
  file = path.join(folder, 'answers.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** `openai`, whose answers are numbered, so that each of them is another. */
function numbering(onAsk: () => void = () => undefined): ProviderContext & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    credentials: () => Promise.resolve('sk-secret'),
    endpoints: [{ name: 'openai', kind: 'vscode' }],
    async *editorModel({ messages, model }): AsyncGenerator<ModelEvent> {
      const text = messages
        .flatMap(({ content }) => content.map((part) => ('text' in part ? part.text : '')))
        .join();
      asked.push(text);
      const number = asked.length;
      onAsk();
      await new Promise((resolve) => void setImmediate(resolve));
      const usage = { inputTokens: 1, outputTokens: 1, estimated: false };
      const answer = {
        text: `${number} answers`,
        toolCalls: [],
        finishReason: 'stop' as const,
        usage,
        model,
      };
      yield { type: 'done', answer };
    },
  };
}
/** What needs a key, and has none. */
const noKey: ProviderContext = {
  credentials: () => Promise.reject(new Error('asked for a key')),
  endpoints: [{ name: 'openai', kind: 'vscode' }],
};

const testsOf = (count: number, more: Partial<TestCase> = {}): TestCase[] =>
  Array.from({ length: count }, (_, index) => ({
    ...{ index, description: `test ${index}`, mode: 'run', vars: { n: index % 3 }, assert: [] },
    ...more,
  }));

async function run(
  context: ProviderContext,
  tests: readonly TestCase[],
  options: Partial<JournalOptions & RunMatrixInput> = {},
): Promise<MatrixRun> {
  const answers = await openJournal({ file, mode: 'auto', ...options });
  const wording = { source: '---\nmodel: openai/gpt-5-mini\n---\nSay {{n}}' };
  const prompt = { name: 'reply.prompt', wording, tests, context, judge: { model: 'openai/gpt-5-mini' } };
  try {
    return await runMatrix({ prompts: [prompt], clock: new FakeClock(), ...options, answers });
  } finally {
    await answers.close();
  }
}
const outputs = ({ prompts }: MatrixRun): string[] => prompts.flat().map(({ result }) => result.output);
const errors = ({ prompts }: MatrixRun): (string | undefined)[] =>
  prompts.flat().map(({ result }) => result.error);

test('a run is replayed without a key: the same answers, verdicts and repetitions, and nothing is asked', async () => {
  const assert = [{ type: 'regex', value: '^[02468]|1' }];
  const first = await run(numbering(), testsOf(7, { assert, repeat: 3 }), { concurrency: 5 });
  const recorded = readFileSync(file, 'utf8');
  const again = await run(noKey, testsOf(7, { assert, repeat: 3 }), { mode: 'replay', concurrency: 2 });
  expect(outputs(again)).toEqual(outputs(first));
  const essence = ({ prompts }: MatrixRun) =>
    prompts.flat().map(({ result: { status, repetitions, costUsd, verdicts } }) => ({
      status,
      repetitions,
      costUsd,
      verdicts,
    }));
  expect(essence(again)).toEqual(essence(first));
  expect(again.progress).toMatchObject({ asked: 0, recorded: 21, costUsd: 0 });
  expect(again.prompts.flat().every(({ result }) => result.recorded)).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(recorded);
  expect(recorded).not.toContain('sk-secret');
});

test('judges are remembered too', async () => {
  const assert = [{ type: 'llm-rubric', value: 'is kind' }];
  const context = numbering();
  await run(context, testsOf(4, { assert }));
  expect(context.asked.filter((text) => text.includes('is kind')).length).toBeGreaterThanOrEqual(4);
  const wording = { source: '---\nmodel: openai/gpt-5-mini\n---\nSay {{n}}' };
  const judge = { model: 'openai/gpt-5-mini' };
  const prompts = [{ name: 'reply.prompt', wording, tests: testsOf(4, { assert }), context: noKey, judge }];
  const answers = await openJournal({ file, mode: 'replay' });
  expect(await estimateRun({ prompts, answers })).toMatchObject({ questions: 0, atMostUsd: 0 });
  const again = await run(noKey, testsOf(4, { assert }), { mode: 'replay' });
  expect(again.progress).toMatchObject({ asked: 0, recorded: context.asked.length });
});

test('only what changed is asked: other words, another model, another setting', async () => {
  await run(numbering(), testsOf(3));
  const context = numbering();
  const tests = testsOf(3).map((test, at) => (at === 1 ? { ...test, vars: { n: 'anew' } } : test));
  await run(context, tests);
  expect(context.asked).toEqual(['Say anew']);
  await run(context, testsOf(1, { model: 'openai/gpt-5' }));
  expect(context.asked).toHaveLength(2);
});

test('an estimate counts only what is not remembered, with answers as long as those that are', async () => {
  const questions = async (mode: JournalMode, count: number): Promise<RunEstimate> => {
    const answers = await openJournal({ file, mode });
    const wording = { source: '---\nmodel: openai/gpt-5-mini\n---\nSay {{n}}' };
    const prompts = [{ name: 'reply.prompt', wording, tests: testsOf(count), context: noKey }];
    return estimateRun({ prompts, answers }).finally(() => answers.close());
  };
  const before = await questions('auto', 1);
  await run(numbering(), testsOf(2));
  expect(await questions('auto', 2)).toMatchObject({ questions: 0, aboutUsd: 0, atMostUsd: 0 });
  const after = await questions('auto', 3);
  expect(after.questions).toBe(1);
  expect(after.aboutUsd).toBeLessThan(before.aboutUsd / 10);
  expect(await questions('record', 2)).toMatchObject({ questions: 2 });
});

test('a missing recording is the error of its test, which names it', async () => {
  await run(numbering(), testsOf(1));
  const { progress, ...rest } = await run(noKey, testsOf(2), { mode: 'replay' });
  expect(progress).toMatchObject({ passed: 1, errored: 1 });
  expect(errors({ ...rest, progress })[1]).toMatch(
    /no recorded answer for “reply\.prompt · test 1 · openai\/gpt-5-mini”/,
  );
});

test('what was tried again is remembered once, and what was refused is asked anew', async () => {
  let refusals = 2;
  const refusing = numbering(() => {
    if (refusals-- > 0) throw new ProviderError('rate-limited', 'Slow down.', { status: 429 });
  });
  expect((await run(refusing, testsOf(1), { mode: 'resume' })).progress).toMatchObject({
    passed: 1,
    retries: 2,
  });
  const closed = numbering(() => {
    throw new ProviderError('quota-exceeded', 'Nothing left.', { status: 429 });
  });
  const more = testsOf(2);
  expect((await run(closed, more, { mode: 'resume' })).progress).toMatchObject({ passed: 1, errored: 1 });
  expect((await run(numbering(), more, { mode: 'resume' })).progress).toMatchObject({ passed: 2, asked: 1 });
});

test('on a disk that is full in the middle, every test has its result, and a second run pays nothing twice', async () => {
  let room = 12;
  const write = (to: number, text: string): void => {
    if (--room < 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    writeSync(to, text);
  };
  const context = numbering();
  const vars = (test: TestCase): TestCase => ({ ...test, vars: { n: test.index } });
  const first = await run(context, testsOf(20).map(vars), { mode: 'resume', concurrency: 4, write });
  const { passed, errored } = first.progress;
  expect([passed + errored, passed > 0, errored > 0]).toEqual([20, true, true]);
  expect(
    errors(first)
      .filter(Boolean)
      .every((error) => error?.includes('ENOSPC')),
  ).toBe(true);
  expect(context.asked).toHaveLength(passed);
  await run(context, testsOf(20).map(vars), { mode: 'resume', concurrency: 4 });
  expect(new Set(context.asked).size).toBe(context.asked.length);
});

describe('a run is whole', () => {
  const kind = { type: 'llm-rubric', value: 'kind', provider: 'openai/without-a-price' };
  const failing = (code: 'overloaded' | 'content-policy', status: number) =>
    numbering(() => {
      throw new ProviderError(code, 'No.', { status });
    });
  test.each<[string, ProviderContext, Partial<TestCase>, boolean]>([
    ['when tests fail', numbering(), { assert: [{ type: 'equals', value: 'x' }] }, true],
    ['when a question is refused for its content', failing('content-policy', 400), {}, true],
    ['not when a provider fails', failing('overloaded', 503), {}, false],
    ['not when the cap keeps judges from being asked', numbering(), { assert: [kind] }, false],
  ])('%s', async (_, context, more, whole) => {
    expect(await run(context, testsOf(1, more), { maxCostUsd: 1, retries: 0 })).toMatchObject({
      isWhole: whole,
    });
  });
});

test('what was asked before a run was killed, and not answered, counts towards the cap at its most', async () => {
  const prompt = { name: 'a', tests: testsOf(1), context: numbering() };
  const wording = {
    source: '---\nmodel: openai/gpt-5-mini\nconfig: { maxOutputTokens: 100 }\n---\nSay {{n}}',
  };
  const prompts = [{ ...prompt, wording }];
  const { atMostUsd = 0 } = await estimateRun({ prompts });
  const journal = (askAgain: boolean) => openJournal({ file, mode: 'resume', askAgain });
  const dying = numbering(() => {
    throw new ProviderError('network', 'Gone.');
  });
  const answers = await journal(false);
  const dead = await runMatrix({ prompts: [{ ...prompt, wording, context: dying }], answers, retries: 0 });
  await answers.close();
  expect(dead.progress.perhapsUsd).toBeCloseTo(atMostUsd, 9);
  for (const [caps, asked] of [
    [1.9, 0],
    [2.1, 1],
  ] as const) {
    const again = await journal(true);
    const { progress } = await runMatrix({ prompts, maxCostUsd: atMostUsd * caps, answers: again });
    await again.close();
    expect([progress.asked, progress.perhapsUsd]).toEqual([asked, expect.closeTo(atMostUsd, 9)]);
  }
});

test('what a run cost before it was resumed counts towards its cap', async () => {
  const prompts = [
    {
      name: 'a',
      wording: { source: '---\nmodel: openai/gpt-5-mini\nconfig: { maxOutputTokens: 100 }\n---\nSay {{n}}' },
      tests: testsOf(20),
      context: numbering(),
    },
  ];
  const { atMostUsd = 0 } = await estimateRun({ prompts });
  // Room for some answers, which cost little beside what one may cost at most.
  const maxCostUsd = (atMostUsd / 20) * 1.05;
  const asked: number[] = [];
  for (const mode of ['resume', 'resume', 'auto'] as const) {
    const answers = await openJournal({ file, mode });
    const { progress } = await runMatrix({ prompts, maxCostUsd, answers, concurrency: 1 });
    await answers.close();
    expect(progress.skipped).toBeGreaterThan(0);
    asked.push(progress.asked);
  }
  expect(asked).toEqual([expect.any(Number), 0, asked[0]]);
  expect(asked[0]).toBeGreaterThan(0);
});
