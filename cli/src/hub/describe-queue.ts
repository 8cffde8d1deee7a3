import type { QueuedCommit } from '@prompthub/client/node';
import { count, printable } from '../terminal/output';
import { style } from '../terminal/style';
import { minute } from './describe-commit';

/** An unsent commit in one line. */
export function describeQueued({ message, createdAt, changes }: QueuedCommit): string {
  const subject = printable(message.split('\n')[0] ?? '');
  return `${style.green('unsent   ')} ${minute(createdAt)} ${subject} ${style.dim(`(${count(changes.length, 'file')})`)}`;
}

/** `, 2 commits to send, 3 versions to pull`; empty when here and the hub are level. */
export function describeDistance(ahead: number, behind: number | undefined): string {
  const parts = [
    ahead > 0 ? `${count(ahead, 'commit')} to send` : '',
    behind ? `${count(behind, 'version')} to pull` : '',
  ];
  return parts
    .filter(Boolean)
    .map((part) => `, ${part}`)
    .join('');
}
