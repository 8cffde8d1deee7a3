import type { Parser } from 'node-sql-parser';
import { AssertionError } from './assertion';

type Build = Promise<{ readonly default: { readonly Parser: typeof Parser } }>;

/** A grammar weighs 0.2-0.3 MB; only the one that is asked for is loaded. In promptfoo's spelling. */
const DIALECTS: Readonly<Record<string, () => Build>> = {
  Athena: () => import('node-sql-parser/build/athena.js'),
  BigQuery: () => import('node-sql-parser/build/bigquery.js'),
  DB2: () => import('node-sql-parser/build/db2.js'),
  FlinkSQL: () => import('node-sql-parser/build/flinksql.js'),
  Hive: () => import('node-sql-parser/build/hive.js'),
  MariaDB: () => import('node-sql-parser/build/mariadb.js'),
  MySQL: () => import('node-sql-parser/build/mysql.js'),
  NoQL: () => import('node-sql-parser/build/noql.js'),
  PostgreSQL: () => import('node-sql-parser/build/postgresql.js'),
  Redshift: () => import('node-sql-parser/build/redshift.js'),
  Snowflake: () => import('node-sql-parser/build/snowflake.js'),
  Sqlite: () => import('node-sql-parser/build/sqlite.js'),
  TransactSQL: () => import('node-sql-parser/build/transactsql.js'),
  Trino: () => import('node-sql-parser/build/trino.js'),
};

export interface Dialect {
  readonly name: string;
  readonly parser: Parser;
}

/** The parser of a dialect of SQL. Rejects with AssertionError for one that nobody knows. */
export async function dialectNamed(wanted: string): Promise<Dialect> {
  const found = Object.entries(DIALECTS).find(([name]) => name.toLowerCase() === wanted.toLowerCase());
  if (!found)
    throw new AssertionError(
      `There is no dialect of SQL "${wanted}" here. Known are ${Object.keys(DIALECTS).join(', ')}.`,
    );
  const [name, load] = found;
  const { default: build } = await load();
  return { name, parser: new build.Parser() };
}
