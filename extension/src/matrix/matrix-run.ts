import type { MatrixColumn, MatrixResult, MatrixRow, ReportedTest } from '@prompthub/protocol';
import type { WantedRun } from '../testing/test-costs';

/** What a matrix runs. */
export interface MatrixRequest extends WantedRun {
  readonly title: string;
  readonly columns: readonly MatrixColumn[];
  /** What ran elsewhere: there is nothing to run again here. */
  readonly kept?: boolean;
}

export type MatrixState = 'running' | 'ended' | 'stopped' | 'failed';

/** One run of tests in several columns, as far as it has come. */
export class MatrixRun {
  readonly request: MatrixRequest;
  rows: readonly MatrixRow[] = [];
  state: MatrixState = 'running';
  result: MatrixResult | undefined;
  /** Why it failed as a whole. */
  problem: string | undefined;
  readonly #cells = new Map<string, ReportedTest>();

  constructor(request: MatrixRequest) {
    this.request = request;
  }

  end(row: number, column: number, test: ReportedTest): void {
    this.#cells.set(cellId(row, column), test);
  }

  get ended(): number {
    return this.#cells.size;
  }

  /** By `row column`, as pages name a cell. */
  cell(id: string): ReportedTest | undefined {
    return this.#cells.get(id);
  }

  cells(): [row: number, column: number, test: ReportedTest][] {
    return this.rows.flatMap((_, row) =>
      this.#rowOf(row).map(([column, test]): [number, number, ReportedTest] => [row, column, test]),
    );
  }

  /** Whether the answers of a row that have come are not all the same text. */
  answersDiffer(row: number): boolean {
    return new Set(this.#rowOf(row).map(([, { output }]) => output)).size > 1;
  }

  #rowOf(row: number): [column: number, test: ReportedTest][] {
    return this.request.columns.flatMap((_, column): [number, ReportedTest][] => {
      const test = this.cell(cellId(row, column));
      return test ? [[column, test]] : [];
    });
  }
}

export function cellId(row: number, column: number): string {
  return `${row} ${column}`;
}
