import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProviderContext } from '../providers/provider';
import { FakeClock } from '../resilience/testing/fake-clock';
import { openJournal } from '../runner/answers/open-journal';
import { runMatrix } from '../runner/run-matrix';
import type { AssertionSpec, TestResult } from '../runner/test-case';
import type { Span } from './span';
import type { SpanCollector } from './span-collector';

/** A server that fails `failures` times and then calls a tool; what it is sent as `traceparent` goes to `onTraceparent`. */
function server(
  failures = 0,
  onTraceparent: (header: string | null) => void = () => undefined,
): ProviderContext {
  let left = failures;
  const call = { index: 0, id: 'c', function: { name: 'search', arguments: '{"q":1}' } };
  const choice = { index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' };
  const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
  const body = `data: ${JSON.stringify({ id: '1', model: 'm', choices: [choice], usage })}\n\ndata: [DONE]\n\n`;
  return {
    credentials: () => Promise.resolve('sk-secret'),
    endpoints: [{ name: 'app', kind: 'openai-compatible', baseUrl: 'http://localhost:9/v1' }],
    fetch: (_, init) => {
      onTraceparent(new Headers(init?.headers).get('traceparent'));
      if (left-- > 0) return Promise.resolve(new Response('{}', { status: 503 }));
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    },
  };
}

async function run(
  assert: readonly AssertionSpec[],
  context: ProviderContext,
  more: Partial<Parameters<typeof runMatrix>[0]> = {},
): Promise<TestResult | undefined> {
  const test = { index: 0, description: 'one', mode: 'run' as const, vars: {}, assert };
  const wording = { source: '---\nmodel: app/m\n---\nHi' };
  const prompts = [{ name: 'a.prompt', wording, tests: [test], context }];
  const { prompts: results } = await runMatrix({ prompts, ...more });
  return results[0]?.[0]?.result;
}
const count = (pattern: string, times: number): AssertionSpec => ({
  type: 'trace-span-count',
  value: { pattern, min: times, max: times },
});

test('a trace has every request, those that failed too, and the tools that were called', async () => {
  const result = await run(
    [
      count('chat app/m', 3),
      count('tool_call search', 1),
      { type: 'trace-error-spans', value: { max_count: 2 } },
      { type: 'trace-span-duration', value: { max: 60_000 } },
      { type: 'assert-set', assert: [{ type: 'trace-error-spans', value: 1 }] },
    ],
    server(2),
    { clock: new FakeClock() },
  );
  const { verdicts = [], status } = result ?? {};
  expect(status).toBe('failed');
  expect(verdicts.map(({ pass }) => pass)).toEqual([true, true, true, true, false]);
  expect(verdicts.at(-1)?.reason).toContain('2 failed: "chat app/m"');
});

test('servers that are asked tell their spans of the same trace, which is then let go', async () => {
  const headers: (string | null)[] = [];
  const told: Span = { spanId: 'a'.repeat(16), name: 'db.query', startTime: 1, endTime: 3 };
  const ids: string[] = [];
  const spans: SpanCollector = {
    expect: (id) => ids.push(`expect ${id}`),
    collect: (id) => (ids.push(`collect ${id}`), Promise.resolve([told])),
    forget: (id) => ids.push(`forget ${id}`),
  };
  const result = await run(
    [count('db.*', 1), { type: 'trace-span-duration', value: { pattern: 'db.*', max: 2 } }],
    server(0, (header) => headers.push(header)),
    { spans },
  );
  expect(result?.status).toBe('passed');
  const [, id] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(headers[0] ?? '') ?? [];
  expect(ids).toEqual([`expect ${id}`, `collect ${id}`, `forget ${id}`]);
});

test('nothing is traced where no test looks at it', async () => {
  const headers: (string | null)[] = [];
  await run(
    [{ type: 'is-json' }],
    server(0, (header) => headers.push(header)),
  );
  expect(headers).toEqual([null]);
});

test('a recorded answer has the trace that it had, and none where none was looked at', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'prompthub-traces-'));
  const file = path.join(folder, 'answers.jsonl');
  const recorded = async (assert: AssertionSpec): Promise<TestResult | undefined> => {
    const answers = await openJournal({ file, mode: 'auto' });
    const result = await run([assert], server(), { answers });
    await answers.close();
    return result;
  };
  try {
    expect((await recorded(count('chat *', 1)))?.recorded).toBeUndefined();
    expect(await recorded(count('chat *', 1))).toMatchObject({ recorded: true, status: 'passed' });
    rmSync(file);
    await recorded({ type: 'contains-json' });
    expect(await recorded(count('chat *', 1))).toMatchObject({
      status: 'errored',
      error: expect.stringContaining('record the answer anew') as string,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
