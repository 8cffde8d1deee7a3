import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import {
  JournalError,
  type AnswerJournal,
  type JournalMode,
  type JournalQuestion,
  type RememberedAnswer,
} from './answer-journal';
import { codeOf, reasonOf } from './disk-error';
import { holdFile } from './file-hold';
import { spareRoom } from './spare-room';
import { answeredLine, HEAD, lineOf, noteAsked, readJournal, type JournalContent } from './journal-lines';

export interface JournalOptions {
  readonly file: string;
  readonly mode: JournalMode;
  /** Ask what was asked before and not answered, though it may have been paid. */
  readonly askAgain?: boolean;
  /** How lines are written, for tests of full disks. */
  readonly write?: (file: number, text: string) => void;
}

const LINE_FEED = 10;

/** What people read of a question. UTF-16 units. */
const MAX_PROMPT_LENGTH = 1_000;

/**
 * Opens a journal of answers, a file of JSON Lines; one that is not there is empty. Only one process may write it at a time. Rejects
 * with JournalError when it cannot be used.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- callers need not know that files are read at once
export async function openJournal(options: JournalOptions): Promise<AnswerJournal> {
  const { file, mode } = options;
  if (mode === 'replay') return new FileJournal(options, contentOf(file));
  const release = held(file);
  let freeRoom = (): void => undefined;
  try {
    const content = contentOf(file);
    freeRoom = spareRoom(file);
    return new FileJournal(options, content, { release, freeRoom, file: openForMore(file, content) });
  } catch (error) {
    freeRoom();
    release();
    throw error instanceof JournalError ? error : unusable(file, error);
  }
}

interface Writing {
  readonly file: number;
  readonly release: () => void;
  readonly freeRoom: () => void;
}

class FileJournal implements AnswerJournal {
  readonly mode: JournalMode;
  readonly file: string;
  readonly #options: JournalOptions;
  readonly #content: JournalContent;
  /** Undefined when it is only read, or closed. */
  #writing: Writing | undefined;
  /** What this run asked or was given, by key: its label. */
  readonly #used = new Map<string, string>();
  /** Means that were asked for. */
  readonly #usual = new Map<string, number>();
  /** Since it was opened. */
  #paidUsd = 0;
  /** Why nothing more may be asked. */
  #broken: JournalError | undefined;
  /** Its last line may be there in part, so that nothing may follow it. */
  #torn = false;

  constructor(options: JournalOptions, content: JournalContent, writing?: Writing) {
    this.mode = options.mode;
    this.file = options.file;
    this.#options = options;
    this.#content = content;
    this.#writing = writing;
  }

  get spentUsd(): number {
    const { entries } = this.#content;
    return this.mode === 'resume'
      ? sumOf([...entries.values()].map(({ remembered }) => remembered.costUsd))
      : this.#paidUsd;
  }

  get perhapsUsd(): number {
    const { open, lostUsd } = this.#content;
    return this.mode === 'resume' ? lostUsd + sumOf([...open.values()]) : 0;
  }

  get isEmpty(): boolean {
    return this.#content.entries.size + this.#content.open.size === 0;
  }

  keyOf(data: unknown): string {
    return createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 32);
  }

  find({ key, label }: JournalQuestion): RememberedAnswer | undefined {
    this.#used.set(key, label);
    const known = this.peek(key);
    if (known || this.mode === 'record') return known;
    if (this.mode === 'replay') throw notRecorded(this.file, label);
    if (this.#content.open.has(key) && !this.#options.askAgain) throw perhapsPaid();
    return undefined;
  }

  peek(key: string): RememberedAnswer | undefined {
    return this.mode === 'record' ? undefined : this.#content.entries.get(key)?.remembered;
  }

  usualOutputTokens(model: string): number | undefined {
    const known = this.#usual.get(model);
    if (known !== undefined) return known;
    const all = [...this.#content.entries.values()].filter(({ remembered }) => remembered.model === model);
    if (all.length === 0) return undefined;
    const sum = all.reduce((total, { remembered }) => total + remembered.answer.usage.outputTokens, 0);
    this.#usual.set(model, sum / all.length);
    return sum / all.length;
  }

  asked({ key }: JournalQuestion, atMostUsd?: number): void {
    if (!this.#broken) this.#append(lineOf({ asked: key, atMostUsd }), { again: false });
    if (this.#broken) throw this.#broken;
    noteAsked(this.#content, key, atMostUsd);
  }

  answered({ key, label, prompt }: JournalQuestion, remembered: RememberedAnswer): void {
    const entry = { label, prompt: prompt.slice(0, MAX_PROMPT_LENGTH), remembered };
    this.#content.entries.set(key, entry);
    this.#content.open.delete(key);
    this.#paidUsd += remembered.costUsd ?? 0;
    this.#append(answeredLine(key, entry));
  }

  refused({ key }: JournalQuestion): void {
    this.#content.open.delete(key);
    this.#append(lineOf({ refused: key }));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async close(): Promise<void> {
    const writing = this.#writing;
    if (!writing) return;
    const isSound = this.#broken === undefined;
    // What still comes must not be written to a file that has got the number of this one.
    this.#writing = undefined;
    this.#broken ??= new JournalError(`The run has ended, and ${this.file} with it: nothing more is asked.`);
    fs.closeSync(writing.file);
    writing.freeRoom();
    try {
      if (this.mode !== 'resume' && isSound) this.#putInOrder();
    } finally {
      writing.release();
    }
  }

  /** @param again whether it is worth the spare room: what was answered is, what would be asked is not */
  #append(line: string, { again }: { readonly again: boolean } = { again: true }): void {
    if (this.#torn || !this.#writing) return;
    const { file, freeRoom } = this.#writing;
    const { write = writeAll } = this.#options;
    const end = fs.fstatSync(file).size;
    try {
      write(file, line);
    } catch (error) {
      this.#torn = !isCutTo(file, end);
      if (!this.#broken) freeRoom();
      const isFirst = this.#broken === undefined;
      this.#broken ??= unwritable(this.file, error);
      if (again && isFirst) this.#append(line);
    }
  }

  /** A cassette for the repository: answers by label, without those that this run's tests asked for in earlier words; then what may be paid. */
  #putInOrder(): void {
    const labels = new Set(this.#used.values());
    const lines = [...this.#content.entries]
      .filter(([key, { label }]) => this.#used.has(key) || !labels.has(label))
      .sort(([a, { label: first }], [b, { label: second }]) => byNumber(first, second) || byNumber(a, b))
      .map(([key, entry]) => answeredLine(key, entry));
    const { open, entries } = this.#content;
    const perhapsPaid = [...open].filter(([key]) => this.#used.has(key) && !entries.has(key)).sort();
    lines.push(...perhapsPaid.map(([asked, atMostUsd]) => lineOf({ asked, atMostUsd })));
    const fresh = `${this.file}.new`;
    try {
      fs.writeFileSync(fresh, HEAD + lines.join(''));
      fs.renameSync(fresh, this.file);
    } catch {
      // It stays as it was written, which says the same.
      fs.rmSync(fresh, { force: true });
    }
  }
}

const sumOf = (figures: readonly (number | undefined)[]): number =>
  figures.reduce<number>((sum, figure = 0) => sum + figure, 0);

const { compare: byNumber } = new Intl.Collator('en', { numeric: true });

function held(file: string): () => void {
  try {
    fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    const release = holdFile(`${file}.lock`);
    if (release) return release;
  } catch (error) {
    throw unusable(file, error);
  }
  throw new JournalError(
    `Another run is writing ${file}. Wait for it, or give this one another file. If none runs, delete ${file}.lock.`,
  );
}

function contentOf(file: string): JournalContent {
  try {
    // A pipe would be waited for, and some devices never end.
    if (!fs.statSync(file).isFile()) throw notAFile(file);
    return readJournal(file, fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return readJournal(file, '');
    throw error instanceof JournalError ? error : unusable(file, error);
  }
}

function isCutTo(file: number, end: number): boolean {
  try {
    fs.ftruncateSync(file, end);
    return true;
  } catch {
    return false;
  }
}

/** Goes on behind the last whole line; what was not written to its end is cut off. */
function openForMore(file: string, { torn }: JournalContent): number {
  const opened = fs.openSync(file, 'a+', 0o600);
  const bytes = fs.readFileSync(file);
  if (torn) fs.ftruncateSync(opened, bytes.lastIndexOf(LINE_FEED) + 1);
  else if (bytes.length > 0 && bytes.at(-1) !== LINE_FEED) writeAll(opened, '\n');
  if (fs.fstatSync(opened).size === 0) writeAll(opened, HEAD);
  return opened;
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += fs.writeSync(file, bytes, at);
}

function notRecorded(file: string, label: string): JournalError {
  return new JournalError(
    `There is no recorded answer for “${label}” in ${file}, and nothing is asked while answers are replayed. Record it ` +
      '(--cassette-mode auto asks only for what is missing).',
  );
}

function perhapsPaid(): JournalError {
  return new JournalError(
    'It was asked in an earlier run that ended before the answer was there. It may have been paid, so it was not asked again. ' +
      'Ask again with --ask-again.',
  );
}

function notAFile(file: string): JournalError {
  return new JournalError(`Answers cannot be kept in ${file}: it is no file. Name another one.`);
}

function unusable(file: string, error: unknown): JournalError {
  return new JournalError(`The journal of answers ${file} cannot be used: ${reasonOf(error)}.`);
}

function unwritable(file: string, error: unknown): JournalError {
  return new JournalError(
    `${file} cannot be written (${reasonOf(error)}), so nothing more was asked: ` +
      'it could be paid twice. Make room and resume the run.',
  );
}
