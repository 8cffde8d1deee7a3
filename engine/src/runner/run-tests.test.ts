import { parse } from '@prompthub/core';
import fc from 'fast-check';
import type { ModelEvent, ProviderContext } from '../providers/provider';
import { ProviderError } from '../providers/provider';
import { forEachConcurrently } from './concurrency';
import { runTests, type TestEvent } from './run-tests';
import type { TestCase } from './test-case';
import { testsOfPrompt } from './test-plan';

const noKeys: ProviderContext = { credentials: () => Promise.resolve(undefined) };
const source = '---\nmodel: echo\n---\nHello {{name}}';
const testCase = (index: number, more: Partial<TestCase> = {}): TestCase => ({
  index,
  description: `test ${index}`,
  mode: 'run',
  vars: { name: `n${index}` },
  assert: [{ type: 'equals', value: `Hello n${index}` }],
  ...more,
});

/** A context whose editor model does what the test wants. */
function answering(answer: (text: string) => Promise<string> | string): ProviderContext {
  return {
    ...noKeys,
    async *editorModel({ messages, model }, { signal }): AsyncGenerator<ModelEvent> {
      const part = messages[0]?.content[0];
      const aborted = new Promise<never>((_, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('stop'))),
      );
      aborted.catch(() => undefined);
      const text = await Promise.race([answer(part && 'text' in part ? part.text : ''), aborted]);
      yield { type: 'text', text };
      const usage = { inputTokens: 1, outputTokens: 1, estimated: true };
      yield { type: 'done', answer: { text, toolCalls: [], finishReason: 'stop', usage, model } };
    },
  };
}
const editorPrompt = { source: '---\nmodel: vscode/any\n---\n{{name}}' };

test('runs the tests of a prompt from its text to the verdicts', async () => {
  const tree = parse(`---
model: echo
input: { default: { tone: kind } }
output: { format: json }
prompthub.tests:
  - description: is JSON
    vars: { ticket: late }
    assert:
      - { type: is-json }
      - { type: javascript, value: "output.ticket === context.vars.ticket && output.tone === 'kind'" }
      - { type: cost, threshold: 0 }
  - description: only renders
    mode: render
    vars: { ticket: lost }
    assert: [{ type: contains, value: lost }, { type: not-contains, value: late }]
  - description: fails
    vars: { ticket: x }
    assert: [{ type: contains, value: y }, { type: contains, value: x }]
---
{"ticket": "{{ticket}}", "tone": "{{tone}}"}`);
  const { tests, problems } = testsOfPrompt(tree);
  expect(problems).toEqual([]);
  const results = await runTests({ tests, prompt: { tree }, context: noKeys });
  expect(results.map(({ status }) => status)).toEqual(['passed', 'passed', 'failed']);
  expect(results[0]).toMatchObject({ costUsd: 0, score: 1, output: '{"ticket": "late", "tone": "kind"}' });
  expect(results[1]).not.toHaveProperty('usage');
  expect(results[2]).toMatchObject({ score: 0.5, verdicts: [{ pass: false }, { pass: true }] });
});

test('render mode never calls a model', async () => {
  const context = { ...noKeys, credentials: () => Promise.reject(new Error('asked for a key')) };
  const prompt = { source: '---\nmodel: openai/gpt-5\n---\nHello {{name}}' };
  const results = await runTests({ tests: [testCase(0, { mode: 'render' })], prompt, context });
  expect(results[0]).toMatchObject({ status: 'passed', output: 'Hello n0' });
});

describe('what goes wrong is a result, and the rest goes on', () => {
  const statuses = async (
    tests: TestCase[],
    prompt: Parameters<typeof runTests>[0]['prompt'],
    context = noKeys,
  ) =>
    (await runTests({ tests, prompt, context, retries: 0 })).map(({ status, error }) => ({ status, error }));

  test('a failing provider', async () => {
    const context = answering((text) => {
      if (text === 'n1') throw new ProviderError('overloaded', 'busy');
      if (text === 'n2') throw new TypeError('a bug');
      return `Hello ${text}`;
    });
    expect(
      await statuses(
        [0, 1, 2, 3].map((index) => testCase(index)),
        editorPrompt,
        context,
      ),
    ).toMatchObject([
      { status: 'passed' },
      { status: 'errored', error: 'busy' },
      { status: 'errored' },
      { status: 'passed' },
    ]);
  });

  test('a missing key', async () => {
    const [result] = await statuses([testCase(0)], { source, model: 'openai/gpt-5' });
    expect(result).toMatchObject({ status: 'errored', error: expect.stringContaining('no key for openai') });
  });

  test('a prompt that cannot be rendered', async () => {
    const results = await statuses([testCase(0), testCase(1, { mode: 'render' })], {
      source: 'Hello {{#if}}',
    });
    expect(results).toMatchObject([{ status: 'errored' }, { status: 'errored' }]);
    expect(results[0]?.error).not.toBe('');
  });

  test('a test that is written wrongly', async () => {
    expect(await statuses([testCase(0, { fault: '"mode": wrong' })], { source })).toEqual([
      { status: 'errored', error: '"mode": wrong' },
    ]);
  });

  test('an unknown assertion', async () => {
    const [result] = await statuses([testCase(0, { assert: [{ type: 'equal', value: 'x' }] })], { source });
    expect(result).toMatchObject({ status: 'errored', error: expect.stringContaining('"equals"') });
  });

  test('a failing transform', async () => {
    const [result] = await statuses([testCase(0, { transform: 'oops(' })], { source });
    expect(result).toMatchObject({ status: 'errored', error: expect.stringContaining('transform') });
  });

  test('an answer that takes too long', async () => {
    const context = answering(() => new Promise(() => undefined));
    const [result] = await statuses([testCase(0, { timeoutMs: 5 })], editorPrompt, context);
    expect(result).toMatchObject({ status: 'errored', error: expect.stringContaining('within 0.005 s') });
  });
});

describe('options', () => {
  test("a test's model goes before the run's, and that before the prompt's", async () => {
    const asked: string[] = [];
    const base = answering((text) => `Hello ${text}`);
    const context: ProviderContext = {
      ...base,
      editorModel: (request, options) => {
        asked.push(request.model);
        return (
          base.editorModel?.(request, options) ??
          (() => {
            throw new Error('none');
          })()
        );
      },
    };
    const tests = [testCase(0), testCase(1, { model: 'vscode/mine' })];
    await runTests({ tests, prompt: { ...editorPrompt, model: 'vscode/run' }, context, concurrency: 1 });
    await runTests({ tests: [testCase(0)], prompt: editorPrompt, context });
    expect(asked).toEqual(['run', 'mine', 'any']);
  });

  test('a threshold needs a score, not every assertion', async () => {
    const assert = [
      { type: 'contains', value: 'Hello', weight: 3 },
      { type: 'contains', value: 'nowhere' },
    ];
    const tests = [testCase(0, { assert, threshold: 0.75 }), testCase(1, { assert, threshold: 0.76 })];
    const results = await runTests({ tests, prompt: { source }, context: noKeys });
    expect(results.map(({ status, score }) => [status, score])).toEqual([
      ['passed', 0.75],
      ['failed', 0.75],
    ]);
  });

  test('repeat runs again and all must pass', async () => {
    let calls = 0;
    const context = answering((text) => (++calls === 2 ? 'wrong' : `Hello ${text}`));
    const [result] = await runTests({ tests: [testCase(0, { repeat: 3 })], prompt: editorPrompt, context });
    expect(calls).toBe(3);
    expect(result).toMatchObject({ status: 'failed', output: 'wrong', repetitions: { passed: 2, total: 3 } });
  });

  test('a transform comes before the assertions', async () => {
    const tests = [
      testCase(0, { transform: 'output.toUpperCase()', assert: [{ type: 'equals', value: 'HELLO N0' }] }),
    ];
    const [result] = await runTests({ tests, prompt: { source }, context: noKeys });
    expect(result).toMatchObject({ status: 'passed', output: 'HELLO N0' });
  });

  const callingTools = (text: string): ProviderContext => ({
    ...noKeys,
    // eslint-disable-next-line @typescript-eslint/require-await
    async *editorModel(): AsyncGenerator<ModelEvent> {
      const toolCalls = [{ id: '1', name: 'weather', arguments: '{}' }];
      const usage = { inputTokens: 1, outputTokens: 1, estimated: true };
      yield { type: 'done', answer: { text, toolCalls, finishReason: 'tool-calls', usage, model: 'm' } };
    },
  });

  test('assertions see tool calls when the model only called tools', async () => {
    const tests = [testCase(0, { assert: [{ type: 'javascript', value: 'output[0].name === "weather"' }] })];
    const [result] = await runTests({ tests, prompt: editorPrompt, context: callingTools('') });
    expect(result).toMatchObject({ status: 'passed' });
  });

  test('assertions see which tools were called beside a text, and why the model stopped', async () => {
    const calls = { type: 'tool-call-f1', value: 'weather' };
    const stopped = { type: 'finish-reason', value: 'tool_calls' };
    const transformed = { ...calls, type: 'not-tool-call-f1', transform: 'output' };
    const tests = [testCase(0, { assert: [calls, stopped, transformed] })];
    const [result] = await runTests({ tests, prompt: editorPrompt, context: callingTools('One moment.') });
    expect(result).toMatchObject({ status: 'passed' });
  });
});

describe('cancelling', () => {
  test('stops what runs and skips the rest', async () => {
    const controller = new AbortController();
    let asked = 0;
    const context = answering(() => {
      if (++asked === 2) controller.abort();
      return new Promise(() => undefined);
    });
    const tests = Array.from({ length: 6 }, (_, index) => testCase(index));
    const results = await runTests({
      tests,
      prompt: editorPrompt,
      context,
      concurrency: 2,
      signal: controller.signal,
    });
    expect(asked).toBe(2);
    expect(results.map(({ status }) => status)).toEqual(Array(6).fill('skipped'));
    expect(results.every(({ error }) => error?.includes('cancelled'))).toBe(true);
  });
});

test('at most so many run at a time, all of them end, and results and events are in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { maxLength: 20 }),
      fc.integer({ min: 1, max: 6 }),
      async (delays, concurrency) => {
        let running = 0;
        let most = 0;
        const context = answering(async (text) => {
          most = Math.max(most, ++running);
          for (let turn = delays[Number(text.slice(1))] ?? 0; turn > 0; turn--) await Promise.resolve();
          running--;
          return `Hello ${text}`;
        });
        const events: TestEvent[] = [];
        const tests = delays.map((_, index) => testCase(index));
        const results = await runTests({
          tests,
          prompt: editorPrompt,
          context,
          concurrency,
          onEvent: (event) => void events.push(event),
        });
        expect(most).toBeLessThanOrEqual(concurrency);
        expect(results.map(({ test }) => test.index)).toEqual(tests.map(({ index }) => index));
        expect(results.every(({ status }) => status === 'passed')).toBe(true);
        const started = events.flatMap((event) => (event.type === 'started' ? [event.test.index] : []));
        expect(started).toEqual(tests.map(({ index }) => index));
        expect(events).toHaveLength(tests.length * 2);
      },
    ),
    { numRuns: 40 },
  );
});

test('the crew takes the next item as soon as one is free', async () => {
  const order: string[] = [];
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  await forEachConcurrently(['slow', 'a', 'b', 'c'], 2, async (item) => {
    order.push(item);
    if (item === 'slow') await gate;
    if (item === 'c') release();
  });
  expect(order).toEqual(['slow', 'a', 'b', 'c']);
});

test('starts one test in each turn of the event loop, so that its request leaves before the next is prepared', async () => {
  let turn = 0;
  let counting = true;
  const count = (): void => void (counting && setImmediate(() => (turn++, count())));
  count();
  const startedIn: number[] = [];
  await forEachConcurrently([...'abcdef'], 6, () => Promise.resolve(void startedIn.push(turn)));
  counting = false;
  expect(new Set(startedIn).size).toBe(6);
});
