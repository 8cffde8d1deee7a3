import { dollars, duration, isFlaky } from '@prompthub/protocol';
import type { CodeLens, CodeLensParams } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { atStart, toLspRange } from '../ranges';
import { testsIn, testsOf, type PlacedTest } from '../tests/test-source';
import { coverageOf } from '../tests/coverage-of';
import { fileNameOf } from '../uri';

/** Lenses are asked for while somebody types: more tests than this are not rendered for them. */
const MAX_RENDERED = 500;

/** `▶ Run`, `Tests n` and `Preview` on the first line; `▶ Run test` above each test. */
export async function codeLenses(context: Context, { textDocument }: CodeLensParams): Promise<CodeLens[]> {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.unreadable) return [];
  if (document.kind === 'tests') return suiteLenses(context, document);
  if (!['dotprompt', 'text'].includes(document.tree.dialect)) return [];
  await context.workspace.ready;
  const { uri } = document;
  const preview = lens('Preview', 'prompthub.preview', [uri]);
  if (fileNameOf(uri).startsWith('_')) return [preview];
  const tests = await testsOf(context, document);
  return [
    lens('▶ Run', 'prompthub.run', [uri]),
    lens(testsTitle(context, tests), 'prompthub.test', [uri]),
    ...(await branchLenses(context, document, tests)),
    preview,
    ...lastRun(context, uri),
    ...testLenses(document, uri),
  ];
}

function suiteLenses(context: Context, document: PromptDocument): CodeLens[] {
  const prompt = context.workspace.promptOf(document.uri);
  const shown = context.documents.get(prompt)?.uri ?? prompt;
  const title = testsTitle(context, testsIn(document));
  return [
    lens(title, 'prompthub.test', [shown, testsIn(document).map(({ id }) => id)]),
    ...testLenses(document, shown),
  ];
}

function testLenses(document: PromptDocument, promptUri: string): CodeLens[] {
  return testsIn(document).map(({ id, description, range }) => {
    const { start } = toLspRange(document.lines, range);
    return {
      range: { start, end: start },
      // An edit above moves the tests to other ids; the description still says which one was meant.
      command: {
        title: '▶ Run test',
        command: 'prompthub.test',
        arguments: [promptUri, [id], [description]],
      },
    };
  });
}

function testsTitle({ session }: Context, tests: readonly PlacedTest[]): string {
  const outcomes = tests.flatMap(({ id }) => session.outcome(id) ?? []);
  const states = outcomes.map(({ status }) => status);
  const flaky = outcomes.filter(({ recent }) => isFlaky(recent)).length;
  const also = flaky > 0 ? `, ${flaky} flaky` : '';
  const passed = states.filter((state) => state === 'passed').length;
  const failed = states.filter((state) => state === 'failed' || state === 'errored').length;
  if (failed > 0) return `Tests ${tests.length} (${failed} failed${also})`;
  return passed > 0 && passed === tests.length
    ? `Tests ${tests.length} (all passed${also})`
    : `Tests ${tests.length}`;
}

/** How much of the prompt its tests reach; once the engine, which reads tests, is there, and while that costs no time. */
async function branchLenses(
  context: Context,
  prompt: PromptDocument,
  tests: readonly PlacedTest[],
): Promise<CodeLens[]> {
  const { knowledge, abilities } = context;
  if (tests.length === 0 || tests.length > MAX_RENDERED || !knowledge.assertions || !abilities.ownCommands)
    return [];
  const engine = await context.loadEngine();
  const files = await coverageOf(context, { engine, prompt }, tests);
  const branches = files.flatMap((file) => file.branches);
  if (branches.length === 0) return [];
  const reached = branches.filter(({ reachedBy }) => reachedBy > 0).length;
  const title =
    reached === branches.length
      ? `All ${reached} branches reached`
      : `${reached} of ${branches.length} branches reached`;
  return [lens(title, 'prompthub.showCoverage', [prompt.uri])];
}

/** What the last run took, as text without a command. */
function lastRun({ session }: Context, uri: string): CodeLens[] {
  const run = session.lastRun(uri);
  if (!run) return [];
  const cost = run.costUsd === undefined ? '' : ` · ${dollars(run.costUsd)}`;
  const title =
    run.status === 'succeeded'
      ? `✓ ${duration(run.latencyMs)}${cost}`
      : `✗ ${run.error?.message.split('\n')[0] ?? run.status}`;
  return [lens(title, '', [])];
}

function lens(title: string, command: string, args: unknown[]): CodeLens {
  return { range: atStart(), command: { title, command, arguments: args } };
}
