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

/** Gathers rows and what is wrong with others. */
export class DatasetBuilder implements Dataset {
  readonly rows: DatasetRow[] = [];
  readonly problems: DatasetProblem[] = [];

  /** A row must be a map of values by the names of variables. */
  add(line: number, row: unknown): void {
    if (isMap(row)) this.rows.push({ line, vars: row });
    else this.fail(line, 'a row must be a map of values by the names of variables.');
  }

  fail(line: number, message: string): void {
    this.problems.push({ line, message });
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
