import type { TestHub } from './hub';
import { ownerQuery } from './owner-query';

/** Every row of every table as text, by table; counters of attempts are left out. */
export async function storedRows(hub: Pick<TestHub, 'ownerUrl'>): Promise<Record<string, string[]>> {
  const tables = await ownerQuery<{ name: string }>(
    hub,
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'rate_limits'`,
  );
  const parts = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, ARRAY(SELECT row::text FROM "${name}" row ORDER BY row::text) AS rows`,
  );
  const all = await ownerQuery<{ name: string; rows: string[] }>(hub, parts.join(' UNION ALL '));
  return Object.fromEntries(all.map(({ name, rows }) => [name, rows]));
}
