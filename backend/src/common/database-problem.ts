import { errorCode } from './error-code';
import { ProblemError } from './problem';

/** Node's codes, and PostgreSQL's class 08 and those of a server that stops, starts or is full of connections. */
const NO_CONNECTION =
  /^(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|08\w{3}|57P0[1-3]|53300)$/;
/** The driver gives no code to connections that end under a statement or are not made in time. */
const CONNECTION_LOST = /^Connection terminated|timeout exceeded when trying to connect|timeout expired/;
const DISK_FULL = '53100';

/** The answer when the database is at fault and not the request; undefined for every other error. */
export function databaseProblem(error: unknown): ProblemError | undefined {
  const code = errorCode(error);
  if (code === DISK_FULL)
    return new ProblemError(
      507,
      'storage-full',
      'The hub has no space left, so nothing was saved. Tell whoever runs it, then try again.',
    );
  const lost = error instanceof Error && CONNECTION_LOST.test(error.message);
  if (!lost && (code === undefined || !NO_CONNECTION.test(code))) return undefined;
  return new ProblemError(
    503,
    'database-unavailable',
    'The hub cannot reach its database right now. Try again in a moment.',
  ).withHeaders({ 'retry-after': '5' });
}
