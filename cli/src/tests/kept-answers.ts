import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { AnswerJournal } from '@prompthub/engine';
import { CommandError } from '../command-error';
import { projectRootOf } from '../files/project-root';
import { note } from '../terminal/output';

export const CASSETTE_MODES = ['auto', 'record', 'replay'] as const;

export interface KeptAnswersOptions {
  readonly cassette?: string;
  readonly cassetteMode?: (typeof CASSETTE_MODES)[number];
  readonly resume?: boolean;
  readonly askAgain?: boolean;
}

/** Where the answers of a run are kept while it goes on. */
export interface KeptAnswers {
  readonly journal: AnswerJournal | undefined;
  /** Ends a run: a whole one needs its journal no more; of another one this is how to go on, in words. */
  close(isWhole: boolean): Promise<string | undefined>;
}

const NOTHING: KeptAnswers = { journal: undefined, close: () => Promise.resolve(undefined) };
/** Runs that nobody went on with are forgotten after a week, but for the last. */
const KEPT_MS = 7 * 24 * 3600 * 1000;
const JOURNAL = /^\d{4}-\d\d-\d\dT[\d-]+Z\.jsonl$/;

/**
 * The cassette of the command, else a journal in `.prompthub/test-runs`, so that what was paid is not paid twice when
 * the run ends early.
 * @throws CommandError when there is nothing to resume; JournalError for a cassette that cannot be used
 */
export async function keepAnswers(options: KeptAnswersOptions): Promise<KeptAnswers> {
  const { cassette, cassetteMode = process.env['CI'] ? 'replay' : 'auto', resume, askAgain } = options;
  const { openJournal } = await import('@prompthub/engine');
  if (cassette !== undefined) {
    const journal = await openJournal({ file: cassette, mode: cassetteMode, askAgain });
    return { journal, close: () => journal.close().then(() => undefined) };
  }
  const folder = join(projectRootOf(resolve('.')), '.prompthub', 'test-runs');
  const left = (await readdir(folder).catch((): string[] => [])).filter((name) => JOURNAL.test(name)).sort();
  const last = left.at(-1);
  if (resume && last === undefined)
    throw new CommandError(
      'There is no run to resume: the last one ended by itself, or ran in another folder.',
    );
  if (!resume && last !== undefined) note('An earlier run did not end; --resume would go on with it.');
  const file = join(folder, resume && last !== undefined ? last : journalName(Date.now()));
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.gitignore'), '*\n');
    const forgotten = left.filter((name) => name !== last && name < journalName(Date.now() - KEPT_MS));
    for (const name of forgotten)
      for (const end of ['', '.lock']) await rm(join(folder, name + end), { force: true });
    const journal = await openJournal({ file, mode: 'resume', askAgain });
    return { journal, close: (isWhole) => closeJournal(journal, file, isWhole) };
  } catch (error) {
    if (resume) throw error;
    note(
      `This run cannot be resumed if it ends early: ${error instanceof Error ? error.message : String(error)}`,
    );
    return NOTHING;
  }
}

function journalName(at: number): string {
  return `${new Date(at).toISOString().replace(/[:.]/g, '-')}.jsonl`;
}

async function closeJournal(
  journal: AnswerJournal,
  file: string,
  isWhole: boolean,
): Promise<string | undefined> {
  await journal.close();
  if (!isWhole && !journal.isEmpty) return 'Go on with --resume: what was answered is not asked again.';
  await rm(file, { force: true });
  await removeIfEmpty(dirname(file));
  return undefined;
}

/** Nothing of us stays behind; another run that is on its way keeps the folder. */
async function removeIfEmpty(folder: string): Promise<void> {
  const left = await readdir(folder).catch((): string[] => []);
  if (left.length > 1) return;
  await rm(join(folder, '.gitignore'), { force: true });
  await rmdir(folder).catch(() => undefined);
  await rmdir(dirname(folder)).catch(() => undefined);
}
