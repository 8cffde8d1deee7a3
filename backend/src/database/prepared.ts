import type { Pool, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';

/**
 * Runs one prepared statement outside of TypeORM, for the few reads that every request makes: planned once per
 * connection, no entity machinery. `name` identifies the text and must be unique in the program.
 */
export async function prepared<Row extends QueryResultRow>(
  dataSource: DataSource,
  statement: { name: string; text: string },
  values: readonly unknown[],
): Promise<Row[]> {
  const result = await poolOf(dataSource).query<Row>({ ...statement, values: [...values] });
  return result.rows;
}

/** TypeORM types the driver loosely; with type `postgres` its `master` is a `pg.Pool`. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}
