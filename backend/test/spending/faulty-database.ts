import type { DataSource } from 'typeorm';

/** What becomes of a statement: it never leaves, is too large, finds no space on the disk, is done but its answer is lost, or all goes well. */
export type Fate = 'refused' | 'too-large' | 'disk-full' | 'answer-lost' | 'well';

/** A hub's way to the database that loses statements and answers, and can be cut for good, as when the hub is killed. */
export class FaultyDatabase {
  readonly dataSource: DataSource;
  readonly #pending = new Set<Promise<unknown>>();
  #cut = false;

  constructor(dataSource: DataSource, fateOf: (statement: unknown) => Fate) {
    const pool = (dataSource.driver as unknown as { master: { query(statement: unknown): Promise<unknown> } })
      .master;
    const query = async (statement: unknown): Promise<unknown> => {
      if (this.#cut) return never();
      const fate = fateOf(statement);
      if (fate === 'refused')
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      if (fate === 'too-large') throw Object.assign(new Error('program limit exceeded'), { code: '54000' });
      if (fate === 'disk-full') throw Object.assign(new Error('could not extend file'), { code: '53100' });
      const asked = pool.query(statement);
      this.#pending.add(asked);
      const answer = await asked.finally(() => this.#pending.delete(asked));
      if (this.#cut) return never();
      if (fate === 'answer-lost') throw new Error('Connection terminated unexpectedly');
      return answer;
    };
    this.dataSource = { driver: { master: { query } } } as unknown as DataSource;
  }

  /** From now on nothing comes back. What is on its way may still be done. */
  cut(): void {
    this.#cut = true;
  }

  /** Returns when all that is on its way is done. */
  async quiet(): Promise<void> {
    await Promise.allSettled(this.#pending);
  }
}

const never = (): Promise<never> => new Promise(() => undefined);
