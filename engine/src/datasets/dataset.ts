/** The rows of a data file: each fills the variables of one test. */
export interface Dataset {
  readonly rows: readonly DatasetRow[];
  readonly problems: readonly DatasetProblem[];
}

export interface DatasetRow {
  /** Where the row begins in the file, counted from one. */
  readonly line: number;
  readonly vars: Readonly<Record<string, unknown>>;
}

/** A row that cannot be used; the others can. */
export interface DatasetProblem {
  readonly line: number;
  readonly message: string;
}

/** A file as it is read, or its text. */
export type DatasetInput = string | AsyncIterable<Uint8Array>;

/** A test for each of more rows is a mistake, or another tool's work. */
export const MAX_ROWS = 100_000;
/** A file with more rows of no use is not what somebody takes it for. Each is a test that cannot run, and is slow to find. */
const MOST_PROBLEMS = 1000;

/** The whole file is of no use, because of what stands there. */
export class UnreadableDataError extends Error {
  /** Counted from one. */
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.name = 'UnreadableDataError';
    this.line = line;
  }
}

/** Gathers rows and what is wrong with others. */
export class DatasetBuilder implements Dataset {
  rows: DatasetRow[] = [];
  readonly problems: DatasetProblem[] = [];

  /** True when nothing more is to be read: there are too many rows. */
  get full(): boolean {
    return this.rows.length > MAX_ROWS;
  }

  /** A row must be a map of values by the names of variables. */
  add(line: number, row: unknown): void {
    if (isMap(row)) this.rows.push({ line, vars: row });
    else this.fail(line, 'a row must be a map of values by the names of variables.');
  }

  /** @throws UnreadableDataError when it is one too many. */
  fail(line: number, message: string): void {
    if (this.problems.length >= MOST_PROBLEMS)
      throw new UnreadableDataError(
        line,
        `this is one more than ${MOST_PROBLEMS.toLocaleString('en')} rows that cannot be used, so that none of the file is.`,
      );
    this.problems.push({ line, message });
  }

  /** For what makes the whole file of no use. */
  refuse(line: number, message: string): void {
    this.rows = [];
    this.problems.push({ line, message });
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
