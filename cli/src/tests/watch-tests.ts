import { basename, dirname, resolve } from 'node:path';
import { FileWatch } from '../files/file-watch';
import { projectRootOf } from '../files/project-root';
import { failureOf } from '../failure';
import { note, printable } from '../terminal/output';
import type { PromptTests } from './find-suites';
import { findVariants } from './find-variants';
import { keepAnswers } from './kept-answers';
import { closing, runWith, type RunTestsContext, type RunTestsOptions } from './run-tests';

interface WatchInput extends RunTestsContext {
  /** Its reports are no changes. */
  readonly options: RunTestsOptions & { readonly output: readonly string[] };
  /** The tests as they stand now. */
  readonly find: () => Promise<readonly PromptTests[]>;
}

/**
 * Runs tests, and again those of what is saved, until the signal. All runs share their answers, so that only what is new is asked.
 * @throws what the first run throws
 */
export async function watchTests(
  first: readonly PromptTests[],
  { options, find, ...context }: WatchInput,
): Promise<void> {
  const { signal } = context;
  const ours = [...options.output, options.cassette ?? []].flat().map((file) => resolve(file));
  const files = new FileWatch((file) => ours.some((one) => file.startsWith(one)) || isHidden(file));
  const answers = await keepAnswers(options);
  const run = (prompts: readonly PromptTests[]): Promise<boolean> =>
    runWith(answers.journal, { prompts, options, ...context });
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
          const prompts = await find();
          await files.add(rootsOf(prompts));
          isWhole = await run(await affected(prompts, changed));
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

const isHidden = (file: string): boolean => basename(file).startsWith('.');

function rootsOf(prompts: readonly PromptTests[]): string[] {
  return [...new Set(prompts.map(({ prompt }) => projectRootOf(dirname(resolve(prompt)))))];
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
