import type { ModelEvent, ModelRequest, ProviderContext } from '../providers/provider';
import { ProviderError } from '../providers/provider';
import fc from 'fast-check';
import { FakeClock } from '../resilience/testing/fake-clock';
import type { MatrixPrompt, RunMatrixInput, RunProgress } from './matrix';
import { runMatrix } from './run-matrix';
import type { TestCase } from './test-case';

type Reply = (request: ModelRequest, text: string) => Promise<string> | string;

/** A context whose every endpoint of the kind `vscode` is answered so. */
function answering(reply: Reply, names: readonly string[] = []): ProviderContext {
  return {
    credentials: () => Promise.resolve(undefined),
    endpoints: names.map((name) => ({ name, kind: 'vscode' as const })),
    async *editorModel(request): AsyncGenerator<ModelEvent> {
      const part = request.messages.at(-1)?.content[0];
      const text = await reply(request, part && 'text' in part ? part.text : '');
      yield { type: 'text', text };
      const usage = { inputTokens: 5, outputTokens: 7, estimated: false };
      yield {
        type: 'done',
        answer: { text, toolCalls: [], finishReason: 'stop', usage, model: request.model },
      };
    },
  };
}
const testCase = (index: number, more: Partial<TestCase> = {}): TestCase => ({
  index,
  description: `test ${index}`,
  mode: 'run',
  vars: { n: index },
  assert: [{ type: 'contains', value: 'yes' }],
  ...more,
});
const promptOf = (name: string, tests: number, more: Partial<MatrixPrompt> = {}): MatrixPrompt => ({
  name,
  wording: { source: `---\nmodel: vscode/own\n---\n${name} {{n}}` },
  tests: Array.from({ length: tests }, (_, index) => testCase(index)),
  context: answering(({ model }, text) => `yes: ${model}: ${text}`),
  ...more,
});
const outputsOf = async (input: RunMatrixInput): Promise<string[][]> =>
  (await runMatrix(input)).prompts.map((results) =>
    results.map(({ column, result }) => `${column}: ${result.output || result.error}`),
  );

describe('the matrix', () => {
  test('asks every test in every column; a column with a variant leaves out prompts without it', async () => {
    const variants = { short: { source: '---\nmodel: vscode/own\n---\nbrief {{n}}' } };
    const prompts = [promptOf('a', 2, { variants }), promptOf('b', 1)];
    const columns = [{}, { model: 'vscode/other' }, { variant: 'short' }];
    expect(await outputsOf({ prompts, columns })).toEqual([
      [
        '0: yes: own: a 0',
        '1: yes: other: a 0',
        '2: yes: own: brief 0',
        '0: yes: own: a 1',
        '1: yes: other: a 1',
        '2: yes: own: brief 1',
      ],
      ['0: yes: own: b 0', '1: yes: other: b 0'],
    ]);
  });

  test("a test's own model goes before the column's", async () => {
    const prompts = [promptOf('a', 0, { tests: [testCase(0, { model: 'vscode/mine' })] })];
    expect(await outputsOf({ prompts, columns: [{ model: 'vscode/other' }] })).toEqual([
      ['0: yes: mine: a 0'],
    ]);
  });

  test('results stand by prompt, test and column, whatever ended first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat(4)),
        fc.integer({ min: 1, max: 9 }),
        async (turns, concurrency) => {
          const context = answering(async ({ model }, text) => {
            for (let turn = turns.next().value ?? 0; turn > 0; turn--)
              await new Promise((resolve) => void setImmediate(resolve));
            return `yes ${model} ${text}`;
          });
          const prompts = ['a', 'b'].map((name) => promptOf(name, 3, { context }));
          const columns = [{ model: 'vscode/x' }, { model: 'vscode/y' }];
          const wanted = ['a', 'b'].map((name) =>
            [0, 1, 2].flatMap((n) => [`0: yes x ${name} ${n}`, `1: yes y ${name} ${n}`]),
          );
          expect(await outputsOf({ prompts, columns, concurrency, repeat: 2 })).toEqual(wanted);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('a prompt that is broken errors its own tests', async () => {
    const prompts = [promptOf('a', 1, { wording: { source: '{{#if}}' } }), promptOf('b', 1)];
    const { progress } = await runMatrix({ prompts });
    expect(progress).toMatchObject({ done: 2, total: 2, errored: 1, passed: 1, asked: 1 });
  });

  test('columns are compared when all of them are there', async () => {
    const assert = [{ type: 'contains', value: 'own' }, { type: 'max-score' }];
    const prompts = [promptOf('a', 0, { tests: [testCase(0, { assert })] })];
    const ended: number[] = [];
    const run = await runMatrix({
      prompts,
      columns: [{ model: 'vscode/other' }, {}],
      onEvent: (event) => event.type === 'ended' && ended.push(event.column),
    });
    expect(run.prompts[0]?.map(({ result }) => result.verdicts.map(({ pass }) => pass))).toEqual([
      [false, false],
      [true, true],
    ]);
    expect(ended).toEqual([0, 1]);
  });
});

test('outputs that could not be compared, because the run was cancelled, have not passed', async () => {
  const controller = new AbortController();
  const context = answering(({ messages }, text) => {
    if (messages.length > 1 || !text.startsWith('a ')) controller.abort();
    return `yes ${text}`;
  });
  const assert = [{ type: 'select-best', value: 'the best' }];
  const prompts = [
    promptOf('a', 0, { context, tests: [testCase(0, { assert })], judge: { model: 'vscode/judge' } }),
  ];
  const columns = [{ model: 'vscode/x' }, { variant: 'short' }, { model: 'vscode/y' }];
  const variants = { short: { source: '---\nmodel: vscode/own\n---\na brief {{n}}' } };
  const run = await runMatrix({
    ...{ prompts: prompts.map((prompt) => ({ ...prompt, variants })), columns, signal: controller.signal },
  });
  expect(run.prompts[0]?.map(({ result }) => result.status)).toEqual(['skipped', 'skipped', 'skipped']);
});

describe('repetitions', () => {
  const every = (fails: readonly number[], more: Partial<TestCase>, repeatMinPass?: number) => {
    let calls = 0;
    const context = answering(() => (fails.includes(calls++) ? 'no' : 'yes'));
    const prompts = [promptOf('a', 0, { context, tests: [testCase(0, more)] })];
    return runMatrix({ prompts, concurrency: 1, repeatMinPass }).then(
      ({ prompts: [results] }) => results?.[0]?.result,
    );
  };

  test('all must pass, or as many as are wanted; a test may say so itself', async () => {
    expect(await every([1], { repeat: 3 })).toMatchObject({
      status: 'failed',
      output: 'no',
      repetitions: { passed: 2, total: 3, least: 3 },
      usage: { inputTokens: 15, outputTokens: 21 },
    });
    expect(await every([1], { repeat: 3 }, 2)).toMatchObject({ status: 'passed', output: 'yes' });
    expect(await every([0, 1], { repeat: 3 }, 2)).toMatchObject({
      status: 'failed',
      repetitions: { passed: 1 },
    });
    expect(await every([0, 1], { repeat: 3, repeatMinPass: 1 }, 2)).toMatchObject({ status: 'passed' });
    expect(await every([], { repeat: 2 }, 9)).toMatchObject({ status: 'passed', repetitions: { least: 2 } });
  });

  test('run side by side', async () => {
    let [running, most] = [0, 0];
    const context = answering(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => void setTimeout(resolve, 1));
      running--;
      return 'yes';
    });
    await runMatrix({ prompts: [promptOf('a', 1, { context })], repeat: 6, concurrency: 4 });
    expect(most).toBeGreaterThan(1);
  });
});

describe('a provider that asks to slow down', () => {
  const limited = (most: number, retryAfterMs?: number) => {
    let running = 0;
    let turnedAway = 0;
    const context = answering(async () => {
      if (running >= most) {
        turnedAway++;
        throw new ProviderError('rate-limited', 'Slow down.', { status: 429, retryAfterMs });
      }
      running++;
      // As long as others take to begin.
      for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => void setImmediate(resolve));
      running--;
      return 'yes';
    });
    return { context, turnedAway: () => turnedAway };
  };

  test('gets fewer requests, and every test its answer', async () => {
    const provider = limited(4);
    const reports: RunProgress[] = [];
    const { progress } = await runMatrix({
      prompts: [promptOf('a', 300, { context: provider.context })],
      ...{
        concurrency: 32,
        clock: new FakeClock(),
        onProgress: (report: RunProgress) => reports.push(report),
      },
    });
    expect(progress).toMatchObject({ passed: 300, errored: 0, costUsd: 0 });
    expect(Math.min(...reports.map(({ providers }) => providers[0]?.limit ?? 99))).toBeLessThanOrEqual(8);
    expect(progress.retries).toBe(provider.turnedAway());
    expect(progress.asked).toBe(300 + progress.retries);
  });

  test('is given the time that it asks for', async () => {
    const clock = new FakeClock();
    const { context } = limited(1, 7_000);
    const { progress } = await runMatrix({ prompts: [promptOf('a', 6, { context })], concurrency: 2, clock });
    expect(progress.passed).toBe(6);
    expect(clock.slept.some((ms) => ms >= 7_000)).toBe(true);
  });

  test('does not hold up another one', async () => {
    const order: string[] = [];
    const release = Promise.withResolvers<string>();
    const slow = answering(
      ({ model }, text) => (model === 'stuck' ? release.promise : (order.push(text), 'yes')),
      ['one', 'two'],
    );
    const prompts = [promptOf('a', 20, { context: slow })];
    await runMatrix({
      prompts,
      ...{ columns: [{ model: 'one/stuck' }, { model: 'two/fast' }], concurrency: 2 },
      onProgress: ({ done }) => done === 20 && release.resolve('yes'),
    });
    expect(order).toHaveLength(20);
  });

  test.each(['quota-exceeded', 'unauthorized'] as const)('%s is not tried again', async (code) => {
    let asked = 0;
    const context = answering(() => {
      asked++;
      throw new ProviderError(code, 'No.', { status: 429 });
    });
    const { progress } = await runMatrix({
      prompts: [promptOf('a', 1, { context })],
      clock: new FakeClock(),
    });
    expect([asked, progress.errored]).toEqual([1, 1]);
  });

  test('is not asked again once it had begun to answer', async () => {
    let asked = 0;
    const context = answering(() => {
      asked++;
      throw new ProviderError('network', 'Cut off.', { begun: true });
    });
    await runMatrix({ prompts: [promptOf('a', 1, { context })], clock: new FakeClock() });
    expect(asked).toBe(1);
  });

  test('is asked again with whole milliseconds of what is left of the time limit', async () => {
    const clock = new FakeClock();
    const limits: (number | undefined)[] = [];
    const wording = {
      source: 'Hi',
      answerer: ({ timeoutMs }: { readonly timeoutMs?: number }) => {
        limits.push(timeoutMs);
        clock.advance(10.25);
        return Promise.reject(new ProviderError('overloaded', 'Later.'));
      },
    };
    await runMatrix({ prompts: [promptOf('a', 1, { wording })], timeoutMs: 1000, retries: 2, clock });
    expect(limits).toEqual([1000, 990, 980]);
  });
});
