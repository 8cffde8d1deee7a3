/** The database cannot be used; the message is one line for whoever started the hub, without the password. */
export class DatabaseUnusableError extends Error {
  static unreachable(url: string, cause: unknown): DatabaseUnusableError {
    const reason = reasonOf(cause);
    return new DatabaseUnusableError(`PostgreSQL at ${placeOf(url)} cannot be used: ${reason}.`, { cause });
  }

  static tooOld(version: string): DatabaseUnusableError {
    return new DatabaseUnusableError(
      `PostgreSQL ${version} is too old: PromptHub needs PostgreSQL 14 or newer. Point DATABASE_URL at a newer server.`,
    );
  }
}

function placeOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return 'DATABASE_URL';
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return reasonOf(cause.errors[0]);
  return cause instanceof Error && cause.message !== '' ? cause.message.replace(/\s+/g, ' ') : 'no answer';
}
