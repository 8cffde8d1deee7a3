import { judge } from './judge';
import { observed } from './testing/golden';

test.each([
  ['Athena', 'SELECT a FROM t', 'SELECT FROM'],
  ['BigQuery', 'SELECT a FROM `p.d.t`', 'SELECT FROM'],
  ['DB2', 'SELECT a FROM t', 'SELECT FROM'],
  ['FlinkSQL', 'SELECT a FROM t', 'SELECT FROM'],
  ['Hive', 'SELECT a FROM t', 'SELECT FROM'],
  ['MariaDB', 'SELECT `a` FROM t', 'SELECT FROM'],
  ['mysql', 'SELECT `a` FROM t LIMIT 1, 2', 'SELECT FROM'],
  ['NoQL', 'SELECT a FROM t', 'SELECT FROM'],
  ['PostgreSQL', "SELECT a::text FROM t WHERE b ILIKE 'x'", 'SELECT FROM WHERE'],
  ['Redshift', 'SELECT a FROM t', 'SELECT a b c FROM'],
  ['Snowflake', 'SELECT a FROM t', 'SELECT FROM'],
  ['Sqlite', 'SELECT "a" FROM t', 'SELECT FROM'],
  ['TransactSQL', 'SELECT TOP 1 [a] FROM t', 'SELECT (a FROM t'],
  ['Trino', 'SELECT a FROM t', 'SELECT FROM'],
])('%s: %s is SQL, and %s is not', async (databaseType, good, bad) => {
  const spec = { type: 'is-sql', value: { databaseType } };
  expect(await judge(spec, observed(good), { index: 0 })).toMatchObject({ pass: true });
  const verdict = await judge(spec, observed(bad), { index: 0 });
  expect(verdict).toMatchObject({ pass: false });
  expect(verdict.errored).toBeFalsy();
});

test('what is not allowed is told with what is', async () => {
  const value = { allowedTables: ['select::null::users'], allowedColumns: ['select::users::name'] };
  const reasonOf = async (sql: string) =>
    (await judge({ type: 'is-sql', value }, observed(sql), { index: 0 })).reason;
  expect(await reasonOf('SELECT name FROM orders')).toContain(
    'tables that it may not: it needs select::null::orders, and may select::null::users',
  );
  expect(await reasonOf('SELECT users.name, secret FROM users')).toContain('columns that it may not');
});
