import { Client } from 'pg';
import type { TestHub } from './hub';

/** Runs SQL as the database's owner: to look at what the hub stored, and to let time pass. */
export async function ownerQuery<Row>(
  hub: Pick<TestHub, 'ownerUrl'>,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: hub.ownerUrl });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as Row[];
  } finally {
    await client.end();
  }
}
