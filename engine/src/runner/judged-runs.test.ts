import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProviderContext } from '../providers/provider';
import { startPlainServer, type PlainServer } from '../providers/testing/wire-server';
import { openJournal } from './answers/open-journal';
import type { MatrixRun, RunMatrixInput } from './matrix';
import { runMatrix } from './run-matrix';
import type { TestCase, TestResult } from './test-case';

let folder: string;
let server: PlainServer;
let asked: string[];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'prompthub-judged-'));
  server = await startPlainServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      asked.push(request.url ?? '');
      const streamed = body.includes('"stream":true');
      response.setHeader('content-type', streamed ? 'text/event-stream' : 'application/json');
      const answer = JSON.stringify(answerTo(request.url, body));
      response.end(streamed ? `data: ${answer}\n\ndata: [DONE]\n\n` : answer);
    });
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await server.stop();
});
beforeEach(() => (asked = []));

/** Vectors that count letters, a judge who likes everything, and a moderation that does too. */
function answerTo(url: string | undefined, body: string): unknown {
  const { input, model } = JSON.parse(body) as { input: string[]; model: string };
  if (url?.endsWith('/moderations'))
    return { results: [{ flagged: false, categories: { hate: false }, category_scores: { hate: 0 } }] };
  if (url?.endsWith('/embeddings')) {
    const data = input.map((text, index) => ({ index, embedding: [text.length / 3, 1] }));
    return { model, data, usage: { prompt_tokens: 1000 } };
  }
  const content = '{"reason":"r","pass":true,"score":1}';
  const usage = { prompt_tokens: 10, completion_tokens: 5 };
  return { model, choices: [{ delta: { content }, finish_reason: 'stop' }], usage };
}

const test1: TestCase = {
  index: 0,
  description: 'a test',
  mode: 'run',
  vars: {},
  assert: [
    { type: 'similar', value: 'Hello you' },
    { type: 'moderation' },
    { type: 'llm-rubric', value: 'x' },
  ],
};

async function run(
  credentials: ProviderContext['credentials'],
  {
    judge = {},
    mode = 'auto',
    ...options
  }: Partial<RunMatrixInput> & {
    judge?: { model?: string; embeddings?: string };
    mode?: 'auto' | 'replay';
  } = {},
): Promise<MatrixRun> {
  const context: ProviderContext = {
    credentials,
    endpoints: [{ name: 'openai', kind: 'openai', baseUrl: `${server.url}/v1` }],
  };
  const answers = await openJournal({ file: path.join(folder, 'answers.jsonl'), mode });
  const wording = { source: '---\nmodel: echo\n---\nHello me' };
  const judges = { model: 'openai/gpt-4o', embeddings: 'openai/text-embedding-3-small', ...judge };
  try {
    return await runMatrix({
      prompts: [{ name: 'a', wording, tests: [test1], context, judge: judges }],
      retries: 0,
      ...options,
      answers,
    });
  } finally {
    await answers.close();
  }
}
const results = ({ prompts }: MatrixRun): TestResult[] => prompts.flat().map(({ result }) => result);

test('what judges, vectors and moderation say is replayed without a key', async () => {
  const first = await run(() => Promise.resolve('sk-x'));
  expect(asked.map((url) => url.split('/').at(-1))).toEqual(['embeddings', 'moderations', 'completions']);
  expect(results(first)).toMatchObject([{ status: 'passed', judging: { inputTokens: 1010 } }]);
  asked = [];
  const again = await run(() => Promise.reject(new Error('asked for a key')), { mode: 'replay' });
  expect(asked).toEqual([]);
  expect(results(again)[0]?.verdicts).toEqual(results(first)[0]?.verdicts);
  const { costUsd, recordedUsd } = results(again)[0]?.judging ?? {};
  expect([recordedUsd, results(first)[0]?.judging?.recordedUsd]).toEqual([costUsd, undefined]);
  expect(recordedUsd).toBeGreaterThan(0);
});

describe('within a cap', () => {
  const own = { answers: undefined };
  test('vectors count, and none without a price is made', async () => {
    const capped = await run(() => Promise.resolve('sk-x'), {
      ...own,
      maxCostUsd: 1,
      judge: { embeddings: 'openai/vec' },
    });
    expect(results(capped)).toMatchObject([
      { status: 'skipped', error: expect.stringContaining('openai/vec has no known price') },
    ]);
    expect(asked).toEqual([]);
  });

  test('what they cost is of the run', async () => {
    rmSync(path.join(folder, 'answers.jsonl'), { force: true });
    const { progress } = await run(() => Promise.resolve('sk-x'), { maxCostUsd: 1 });
    expect(progress.costUsd).toBeCloseTo((1000 * 0.02 + 10 * 2.5 + 5 * 10) / 1e6, 12);
    expect(progress.asked).toBe(4);
  });
});
