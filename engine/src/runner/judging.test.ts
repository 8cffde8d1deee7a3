import { StandInJudge } from '../assertions/graded/testing/stand-in-judge';
import { ProviderError, type ProviderContext } from '../providers/provider';
import { startPlainServer } from '../providers/testing/wire-server';
import { addExpenses, judgingOf } from './judging';
import { runTests } from './run-tests';
import type { Expense } from './test-case';

let stand: StandInJudge;
beforeAll(async () => (stand = await StandInJudge.start()));
afterAll(() => stand.stop());

const messages = [{ role: 'user' as const, content: [{ text: 'Judge this' }] }];
const noKeys: ProviderContext = { credentials: () => Promise.resolve(undefined) };

describe('who judges', () => {
  const asked = async (
    run: string | undefined,
    test: string | undefined,
    assertion: string | undefined,
  ): Promise<string | undefined> => {
    const { tools } = stand.judging({ model: run }, { judge: { model: test } });
    await tools.ask({ messages, model: assertion });
    return stand.asked[0]?.body.model;
  };

  test("the assertion's model, else the test's, else the run's", async () => {
    expect(await asked('openai/run', 'openai/test', 'openai/assertion')).toBe('assertion');
    expect(await asked('openai/run', 'openai/test', undefined)).toBe('test');
    expect(await asked('openai/run', undefined, undefined)).toBe('run');
    await expect(asked(undefined, undefined, undefined)).rejects.toThrow('--judge provider/model');
  });

  test('never the model under test', async () => {
    const [result] = await runTests({
      tests: [
        { index: 0, description: 't', mode: 'run', vars: {}, assert: [{ type: 'llm-rubric', value: 'x' }] },
      ],
      prompt: { source: '---\nmodel: echo\n---\nHi', model: 'echo' },
      context: noKeys,
    });
    expect(result).toMatchObject({ status: 'errored', output: 'Hi' });
    expect(result?.error).toContain('none is named');
    expect(result?.judging).toBeUndefined();
  });

  test("the test's model makes the vectors, or the assertion's", async () => {
    const { tools } = stand.judging({ embeddings: 'nobody/run' }, { judge: { embeddings: 'echo' } });
    expect(await tools.embed(['a b', 'b a'])).toHaveLength(2);
    await expect(tools.embed(['a'], 'nobody/x')).rejects.toThrow('(nobody/x) did not answer');
  });

  test('an answerer stands in place of all of them', async () => {
    const { tools } = judgingOf(
      { vars: { a: 1 } },
      {
        context: noKeys,
        model: 'x/y',
        answerer: ({ rendered, model, vars }) =>
          Promise.reject(new ProviderError('refused', JSON.stringify({ rendered, model, vars }))),
      },
    );
    await expect(tools.ask({ messages })).rejects.toThrow('"model":"x/y","vars":{"a":1}');
  });
});

describe('how it is asked', () => {
  const body = async (model: string, more: object = {}): Promise<object | undefined> => {
    const { tools } = stand.judging();
    await tools.ask({ messages, model, ...more });
    return stand.asked[0]?.body;
  };
  const schema = { type: 'object', properties: {}, required: [], additionalProperties: false };

  test('at temperature 0, where the model has one', async () => {
    expect(await body('openai/gpt-4o')).toMatchObject({ temperature: 0 });
    for (const model of ['gpt-5-mini', 'gpt-5.4', 'o3', 'gpt-6-luna'])
      expect(await body(`openai/${model}`)).not.toHaveProperty('temperature');
    expect(await body('openai/gpt-5-chat')).toMatchObject({ temperature: 0 });
    expect(await body('openai/gpt-4o', { config: { temperature: 1 } })).toMatchObject({ temperature: 1 });
  });

  test('for JSON of a schema, and in the web when it must look things up', async () => {
    expect(await body('openai/gpt-4o', { schema })).toMatchObject({
      response_format: { type: 'json_schema' },
    });
    const searching = await body('openai/gpt-5-search-api', { schema, webSearch: true });
    expect(searching).toMatchObject({ web_search_options: {} });
    expect(searching).not.toHaveProperty('response_format');
    expect(searching).not.toHaveProperty('temperature');
  });
});

describe('what it cost', () => {
  test('is counted over all judges of a test, apart from its own answer', async () => {
    stand.answer = ({ body }) => ({ reason: body.model, pass: true, score: 1 });
    const assert = ['openai/gpt-4o-mini', 'openai/gpt-4o'].map((provider) => ({
      type: 'llm-rubric',
      value: 'x',
      provider,
    }));
    const { tools, expense } = stand.judging();
    for (const spec of assert) await tools.ask({ messages, model: spec.provider });
    const each = 10 * (0.15 + 2.5) + 5 * (0.6 + 10);
    expect(expense()).toEqual({
      inputTokens: 20,
      outputTokens: 10,
      estimated: false,
      costUsd: expect.closeTo(each / 1e6, 12),
    });
    await tools.ask({ messages, model: 'openai/unpriced' });
    expect(expense()).toMatchObject({ inputTokens: 30, costUsd: undefined });
    await tools.ask({ messages });
    expect(expense()).toMatchObject({ inputTokens: 40, costUsd: undefined });
  });

  test('is nothing where nobody was asked, and vectors of echo are free', async () => {
    const { tools, expense } = stand.judging();
    expect(expense()).toBeUndefined();
    await tools.embed(['some words here']);
    expect(expense()).toMatchObject({ outputTokens: 0, estimated: true, costUsd: 0 });
    await tools.moderate('fine');
    expect(expense()?.inputTokens).toBeGreaterThan(0);
  });

  test('adds up', () => {
    const one: Expense = { inputTokens: 1, outputTokens: 2, estimated: false, costUsd: 0.5 };
    expect(addExpenses(undefined, undefined)).toBeUndefined();
    expect(addExpenses(one, undefined)).toBe(one);
    expect(addExpenses(undefined, one)).toBe(one);
    expect(addExpenses(one, { ...one, estimated: true })).toEqual({
      inputTokens: 2,
      outputTokens: 4,
      estimated: true,
      costUsd: 1,
    });
  });
});

test('a server that may refuse schemas is asked in words alone', async () => {
  const bodies: string[] = [];
  const server = await startPlainServer((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()));
    request.on('end', () => response.writeHead(400).end());
  });
  const context: ProviderContext = {
    endpoints: [{ name: 'local', kind: 'openai-compatible', baseUrl: server.url }],
    credentials: () => Promise.resolve(undefined),
  };
  const { tools } = judgingOf({ vars: {} }, { context, model: 'local/judge' });
  await expect(tools.ask({ messages, schema: { type: 'object' } })).rejects.toThrow('did not answer');
  expect(bodies.join('')).toContain('"temperature":0');
  expect(bodies.join('')).not.toContain('response_format');
  await server.stop();
});

test('a judge that fails makes the assertion errored; the words name it', async () => {
  const server = await startPlainServer((_, response) => response.writeHead(503).end('busy'));
  const context: ProviderContext = {
    endpoints: [{ name: 'local', kind: 'openai-compatible', baseUrl: server.url }],
    credentials: () => Promise.resolve(undefined),
  };
  const { tools } = judgingOf({ vars: {} }, { context, model: 'local/judge' });
  await expect(tools.ask({ messages })).rejects.toThrow('The judge (local/judge) did not answer.');
  await server.stop();
});

test('a run that is cancelled while it judges skips the test', async () => {
  const abort = new AbortController();
  const context: ProviderContext = {
    endpoints: [{ name: 'slow', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:9' }],
    credentials: () => Promise.resolve(undefined),
    fetch: () => {
      abort.abort();
      return Promise.reject(new DOMException('stop', 'AbortError'));
    },
  };
  const [result] = await runTests({
    tests: [
      { index: 0, description: 't', mode: 'run', vars: {}, assert: [{ type: 'llm-rubric', value: 'x' }] },
    ],
    prompt: { source: '---\nmodel: echo\n---\nHi' },
    judge: { model: 'slow/judge' },
    context,
    signal: abort.signal,
  });
  expect(result?.status).toBe('skipped');
});
