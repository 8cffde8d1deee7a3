import {
  LspMethod,
  testParams,
  type TestOutcome,
  type TestProgress,
  type TestRunResult,
} from '@prompthub/protocol';
import type { CancellationToken } from 'vscode-languageserver';
import type { Context } from '../context';
import { signalOf } from '../running/abort';
import { runTests } from '../running/run-tests';
import { testsOf } from '../tests/test-source';
import { promptNamed } from './prompt-named';

/** `prompthub/test`: runs tests of a prompt; each one's start and outcome come as `prompthub/testProgress`. */
export async function test(context: Context, raw: unknown, token: CancellationToken): Promise<TestRunResult> {
  const { uri, runId, ids } = testParams.parse(raw);
  const prompt = await promptNamed(context, uri);
  const all = await testsOf(context, prompt);
  const tests = ids ? all.filter(({ id }) => ids.includes(id)) : all;
  const tell = (progress: TestProgress): void => context.client.notify(LspMethod.testProgress, progress);
  const total: TestRunResult = { runId, passed: 0, failed: 0, errored: 0, skipped: 0 };
  await runTests(context, {
    prompt,
    tests,
    signal: signalOf(token),
    started: (id) => tell({ type: 'started', runId, id }),
    ended: (outcome) => {
      context.session.record(outcome);
      count(total, outcome);
      tell({ type: 'ended', runId, outcome });
    },
  });
  context.client.refreshHints();
  return total;
}

function count(total: TestRunResult, { status, costUsd }: TestOutcome): void {
  total[status]++;
  if (costUsd !== undefined) total.costUsd = (total.costUsd ?? 0) + costUsd;
}
