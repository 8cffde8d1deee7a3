import { ProviderError, type ModelAnswer, type ProviderErrorCode } from '../providers/provider';
import type { Answerer } from './run-one-test';
import { runTests } from './run-tests';
import type { AssertionSpec, TestCase, TestResult } from './test-case';

const source = `---
model: openai/gpt-5-mini
tools: [search]
---
Hello`;
const search = {
  name: 'search',
  inputSchema: { type: 'object', required: ['query'], properties: { query: { type: 'string' } } },
};
const usage = { inputTokens: 1, outputTokens: 1, estimated: true };

async function judged(
  specs: readonly AssertionSpec[],
  answer: Partial<ModelAnswer> | ProviderErrorCode,
  more: Partial<TestCase> = {},
): Promise<TestResult | undefined> {
  const answerer: Answerer = ({ rendered, model = 'openai/gpt-5-mini' }) => {
    if (typeof answer === 'string') return Promise.reject(new ProviderError(answer, `It was ${answer}.`));
    const whole = { text: '', toolCalls: [], finishReason: 'stop', usage, model, ...answer } as const;
    return Promise.resolve({
      ...{ rendered, model, text: whole.text, answer: whole, usage },
      ...{ costUsd: 0, latencyMs: 1, timeToFirstTokenMs: 1 },
    });
  };
  const files: Readonly<Record<string, string>> = {
    'shout.js': 'module.exports = (output) => output.toUpperCase()',
  };
  const [result] = await runTests({
    tests: [{ index: 0, description: 'one', mode: 'run', vars: {}, assert: specs, ...more }],
    prompt: { source, options: { tools: { search } } },
    context: { credentials: () => Promise.resolve(undefined) },
    answerer,
    judge: {
      readFile: (name) =>
        files[name] ? Promise.resolve(files[name]) : Promise.reject(new Error('none such.')),
    },
  });
  return result;
}

test('calls are compared with the tools of the prompt', async () => {
  const call = (args: string) => ({ toolCalls: [{ id: 'a', name: 'search', arguments: args }] });
  const spec = [{ type: 'is-valid-openai-tools-call' }, { type: 'trajectory:tool-used', value: 'search' }];
  expect(await judged(spec, call('{"query":"x"}'))).toMatchObject({ status: 'passed' });
  expect(await judged(spec, call('{"q":"x"}'))).toMatchObject({ status: 'failed' });
});

test('log probabilities reach the assertions', async () => {
  const spec = [{ type: 'perplexity', threshold: 1.5 }];
  expect(await judged(spec, { text: 'x', logProbs: [-0.1] })).toMatchObject({ status: 'passed' });
  expect(await judged(spec, { text: 'x', logProbs: [-1] })).toMatchObject({ status: 'failed' });
  expect(await judged(spec, { text: 'x' })).toMatchObject({ status: 'errored' });
});

describe('a question that the provider refuses for its content', () => {
  test('is judged where guardrails are asked about', async () => {
    expect(await judged([{ type: 'not-guardrails' }], 'content-policy')).toMatchObject({
      status: 'passed',
      output: '',
    });
    expect(await judged([{ type: 'guardrails' }], 'content-policy')).toMatchObject({ status: 'failed' });
    const set = [{ type: 'assert-set', assert: [{ type: 'not-guardrails' }] }];
    expect(await judged(set, 'content-policy')).toMatchObject({ status: 'passed' });
  });

  test('is an error elsewhere, and so is every other failure', async () => {
    expect(await judged([{ type: 'contains', value: 'x' }], 'content-policy')).toMatchObject({
      status: 'errored',
    });
    expect(await judged([{ type: 'not-guardrails' }], 'overloaded')).toMatchObject({ status: 'errored' });
  });
});

test('files are read for a test’s transform too, and one that is missing is named', async () => {
  const spec = [{ type: 'equals', value: 'HI' }];
  expect(await judged(spec, { text: 'hi' }, { transform: 'file://shout.js' })).toMatchObject({
    status: 'passed',
  });
  expect(await judged(spec, { text: 'hi' }, { transform: 'file://gone.js' })).toMatchObject({
    status: 'errored',
    error: 'gone.js: none such.',
  });
});
