import { z } from 'zod';

/** An error of the driver; of several addresses tried, each has its own. */
const failure = z.object({
  message: z.string(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** The database cannot be used; the message is one line for whoever started the hub, without the password. */
export class DatabaseUnusableError extends Error {
  static unreachable(url: string, cause: unknown): DatabaseUnusableError {
    const reason = reasonOf(cause);
    return new DatabaseUnusableError(`PostgreSQL at ${placeOf(url)} cannot be used: ${reason}.`, { cause });
  }

  static roleMissing(login: string, cause: unknown): DatabaseUnusableError {
    return new DatabaseUnusableError(
      `The database's owner may not set up the role prompthub_app (${reasonOf(cause)}). Have an administrator run: ` +
        `CREATE ROLE prompthub_app NOLOGIN; then GRANT prompthub_app TO ${login}.`,
      { cause },
    );
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
  const parsed = failure.safeParse(cause);
  if (!parsed.success) return 'no answer';
  const [first] = parsed.data.errors ?? [];
  const message = first?.message ?? parsed.data.message;
  return message === '' ? 'no answer' : message.replace(/\s+/g, ' ');
}
