import { z } from 'zod';
import type { AssertionSpec } from '../runner/test-case';
import { AssertionError } from './assertion';
import { dialectNamed, type Dialect } from './sql-dialects';
import { TimeLimitError, withinTime } from './time-limit';

const LIMIT_MS = 1000;

/** `select::null::users`, `(select|insert)::(.*)::users`: what is done, where, and to what; regular expressions. */
const authorities = z.array(z.string()).optional();
const options = z
  .strictObject({
    databaseType: z.string().default('MySQL'),
    allowedTables: authorities,
    allowedColumns: authorities,
  })
  .nullish()
  .transform((value) => value ?? { databaseType: 'MySQL' });
type SqlOptions = z.infer<typeof options>;

/** Why a text is no SQL, or does what it may not; undefined when all is well. */
export type SqlCheck = (text: string) => string | undefined;

/** The check that an assertion's value asks for. Rejects with AssertionError when the value is no such thing. */
export async function sqlCheckOf({
  type,
  value,
}: AssertionSpec): Promise<{ dialect: string; check: SqlCheck }> {
  const wanted = options.safeParse(value);
  if (!wanted.success)
    throw new AssertionError(
      `The value of "${type}" must be a map with "databaseType", "allowedTables" or "allowedColumns", or nothing.`,
    );
  const dialect = await dialectNamed(wanted.data.databaseType);
  return {
    dialect: dialect.name,
    check(text) {
      try {
        return withinTime(() => problemIn(text, dialect, wanted.data), LIMIT_MS);
      } catch (error) {
        if (!(error instanceof TimeLimitError)) throw error;
        throw new AssertionError(`Reading the SQL took more than ${LIMIT_MS} ms.`);
      }
    },
  };
}

function problemIn(
  text: string,
  { name: database, parser }: Dialect,
  { allowedTables, allowedColumns }: SqlOptions,
): string | undefined {
  if (text.trim() === '') return 'there is nothing';
  try {
    parser.astify(text, { database });
  } catch {
    return `${database} would not understand it`;
  }
  const refused = (type: 'table' | 'column', allowed: readonly string[]): string | undefined => {
    try {
      parser.whiteListCheck(text, [...allowed], { database, type });
      return undefined;
    } catch {
      const { tableList, columnList } = parser.parse(text, { database });
      const used = (type === 'table' ? tableList : columnList).join(', ');
      return `it uses ${type}s that it may not: it needs ${used}, and may ${allowed.join(', ')}`;
    }
  };
  return (
    (allowedTables && refused('table', allowedTables)) ??
    (allowedColumns && refused('column', allowedColumns.flatMap(withoutTable)))
  );
}

/** The parser writes `null` for the table of a column that is named without one. */
function withoutTable(authority: string): string[] {
  const [action, table, column, ...more] = authority.split('::');
  return column === undefined || more.length > 0 || table === 'null'
    ? [authority]
    : [authority, `${action}::null::${column}`];
}
