import type { AssertionVerdict, TestCase, TestResult } from '@prompthub/engine';
import type { TestOutcome } from '@prompthub/protocol';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';
import type { PlacedAssertion, PlacedTest } from '../tests/test-source';
import { assertionTools } from './assertion-tools';
import { casesOf } from './cases-of';
import { RowsOfTest } from './rows-of-test';
import { providerContext } from './provider-context';
import { recentOf, testedText } from './tested-text';

export interface TestRun {
  readonly prompt: PromptDocument;
  readonly tests: readonly PlacedTest[];
  readonly signal: AbortSignal;
  started(id: string): void;
  ended(outcome: TestOutcome): void;
}

/** Runs tests of one prompt in the engine. Each test is started and ended once; what goes wrong is its outcome. */
export async function runTests(context: Context, run: TestRun): Promise<void> {
  const { prompt, tests, signal } = run;
  const engine = await context.loadEngine();
  const places = new Map<TestCase, RowsOfTest>();
  const texts = new Map<string, string>();
  for (const place of tests) {
    texts.set(place.id, await testedText(context, prompt, place));
    const rows = await casesOf(context, engine, place);
    const all = new RowsOfTest(place, rows.length);
    for (const row of rows) places.set(row, all);
  }
  await engine.runTests({
    tests: [...places.keys()],
    prompt: { tree: prompt.tree, options: { partials: context.workspace.partials(prompt.uri) ?? {} } },
    context: providerContext(context, engine, prompt.uri),
    judge: context.workspace.linkOf(prompt.uri)?.judge,
    tools: assertionTools(context, engine, { uri: prompt.uri, signal }),
    concurrency: context.settings.test.concurrency,
    timeoutMs: context.settings.run.timeoutSeconds * 1000,
    signal,
    onEvent: (event) => {
      const rows = places.get(event.type === 'started' ? event.test : event.result.test);
      if (!rows) return;
      if (event.type === 'started') {
        if (rows.start()) run.started(rows.place.id);
      } else {
        const result = rows.end(event.result);
        if (result)
          run.ended({
            ...outcomeOf(rows.place, result),
            ...runsOf(rows, { context, text: texts.get(rows.place.id) }),
          });
      }
    },
  });
}

function runsOf(
  { place: { id }, passes }: RowsOfTest,
  { context, text }: { context: Context; text: string | undefined },
): Pick<TestOutcome, 'recent' | 'history'> {
  if (passes.length === 0 || text === undefined) return {};
  const history = context.session.addRuns({ id, text, passes: [...passes] });
  return { history, ...recentOf(history) };
}

function outcomeOf(place: PlacedTest, result: TestResult): TestOutcome {
  const { status, output, error, verdicts, latencyMs, costUsd } = result;
  return {
    id: place.id,
    status,
    output,
    ...(error !== undefined && { error }),
    latencyMs,
    ...(costUsd !== undefined && { costUsd }),
    assertions: verdicts.flatMap((verdict) => outcomesOf(verdict, place, place.assertions[verdict.index])),
  };
}

/** Of a set that failed, those of its assertions that did stand for it, each at its own place. */
function outcomesOf(
  { type, pass, reason, expected, actual, parts = [] }: AssertionVerdict,
  place: PlacedTest,
  written: PlacedAssertion | undefined,
): TestOutcome['assertions'] {
  const failed = pass ? [] : parts.filter((part) => !part.pass);
  if (failed.length > 0)
    return failed.flatMap((part) => outcomesOf(part, place, written?.parts[part.index] ?? written));
  return [
    {
      ...{ type, pass, reason },
      ...(expected !== undefined && { expected }),
      ...(actual !== undefined && { actual }),
      uri: place.uri,
      range: toLspRange(place.document.lines, written?.range ?? place.nameRange),
    },
  ];
}
