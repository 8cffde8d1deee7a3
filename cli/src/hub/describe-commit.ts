import type { Commit } from '@prompthub/protocol';
import { printable } from '../terminal/output';
import { style } from '../terminal/style';

/** A commit in one line. */
export function describeCommit({ id, author, createdAt, message }: Commit): string {
  const subject = message.split('\n')[0] ?? '';
  return `${style.yellow(id.slice(0, 10))} ${minute(createdAt)} ${style.dim(printable(author.name))} ${printable(subject)}`;
}

/** An instant to the minute, in UTC. */
export function minute(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}
