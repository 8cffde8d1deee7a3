import { basename, dirname, resolve, sep } from 'node:path';
import { usageError } from '../command-error';
import { FileWatch } from '../files/file-watch';
import { projectRootOf } from '../files/project-root';
import { failureOf } from '../failure';
import { note, printable } from '../terminal/output';
import type { PromptTests } from './find-suites';
import { findVariants } from './find-variants';
import { keepAnswers } from './kept-answers';
import { closing, runWith, type RunTestsContext, type RunTestsOptions } from './run-tests';

/** Tests as they stand, and how they are to be run: a configuration of promptfoo says both. */
export interface WatchedTests {
  readonly prompts: readonly PromptTests[];
  /** Its reports are no changes. */
  readonly options: RunTestsOptions & { readonly output: readonly string[] };
}

interface WatchInput extends RunTestsContext {
  /** The tests as they stand now. */
  readonly find: () => Promise<WatchedTests>;
}

/**
 * Runs tests, and again those of what is saved, until the signal. All runs share their answers, so that only what is new is asked.
 * @throws what the first run throws; CommandError (usage) where answers cannot be kept
 */
export async function watchTests(
  first: WatchedTests,
  { find, signal, ...context }: WatchInput,
): Promise<void> {
  const { cassette, output } = first.options;
  const ours = [...output, cassette ?? []].flat().map((file) => resolve(file));
  const files = new FileWatch((file) => ours.some((one) => isOf(one, file)) || isNoSource(file));
  const answers = await keepAnswers(first.options);
  if (!answers.journal)
    throw usageError(
      '--watch keeps answers, so that a save does not pay them again. Name a file for them: --cassette.',
    );
  const run = (tests: WatchedTests): Promise<boolean> =>
    runWith(answers.journal, { ...tests, ...context, signal });
  try {
    await closing(answers, async () => {
      await files.add(rootsOf(first));
      let isWhole = await run(first);
      while (!signal.aborted) {
        note('Waiting for changes. Ctrl-C ends.');
        const changed = await files.next(signal);
        if (!changed) break;
        note(`Changed: ${printable(changed.map((file) => basename(file)).join(', '))}`);
        try {
          const now = await find();
          await files.add(rootsOf(now));
          const prompts = await affected(now.prompts, changed);
          // What lacks an answer elsewhere still lacks it.
          const mayBeWhole = isWhole || prompts.length === now.prompts.length;
          isWhole = false;
          isWhole = (await run({ ...now, prompts })) && mayBeWhole;
        } catch (error) {
          note(printable(failureOf(error).message));
        }
      }
      return isWhole;
    });
  } finally {
    files.close();
  }
}

/** A file that we write, or what stands beside it meanwhile. */
function isOf(one: string, file: string): boolean {
  return (
    file.startsWith(one) && /^(?:\.(?:[\w-]+\.tmp|lock(?:\.[\w-]+)?|new|room))?$/.test(file.slice(one.length))
  );
}

/** What is hidden, and what Python writes beside its programs. */
const isNoSource = (file: string): boolean =>
  basename(file).startsWith('.') || file.split(sep).includes('__pycache__');

function rootsOf({ prompts }: WatchedTests): string[] {
  const folders = prompts.flatMap(({ tests }) => tests.map(({ source }) => dirname(resolve(source))));
  return [...new Set([...new Set(folders)].map((folder) => projectRootOf(folder)))];
}

/** Prompts of which a file of their own changed; when it is another file (a partial, a dataset, the folder's settings), all of them. */
async function affected(
  prompts: readonly PromptTests[],
  changed: readonly string[],
): Promise<readonly PromptTests[]> {
  const owners = new Map<string, Set<PromptTests>>();
  for (const each of prompts) {
    const variants = [...(await findVariants(each.prompt)).values()];
    for (const file of [each.prompt, ...each.tests.map(({ source }) => source), ...variants])
      owners.set(resolve(file), (owners.get(resolve(file)) ?? new Set()).add(each));
  }
  const found = changed.map((file) => owners.get(file));
  return found.every((owner) => owner !== undefined)
    ? prompts.filter((each) => found.some((owner) => owner?.has(each)))
    : prompts;
}
