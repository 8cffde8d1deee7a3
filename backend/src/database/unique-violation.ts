import { QueryFailedError } from 'typeorm';

/** Whether `error` says that a unique index (named `index`, when given) already has such a row. */
export function isUniqueViolation(error: unknown, index?: string): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const driver: unknown = error.driverError;
  if (!(driver instanceof Error) || !('code' in driver) || driver.code !== '23505') return false;
  return index === undefined || ('constraint' in driver && driver.constraint === index);
}
