import type { HistoryCommit } from './history-walk';

/** What is shown of a history; an empty filter shows all of it. */
export interface HistoryFilter {
  /** The whole name of an author. */
  readonly author?: string;
  /** A file of the project: what changed it, also under earlier names. */
  readonly path?: string;
  /** Words of the message, or the beginning of an id. */
  readonly text?: string;
}

/** What the hub does not filter itself: it knows paths. */
export function matches({ author, text }: HistoryFilter, commit: HistoryCommit): boolean {
  if (author !== undefined && commit.author.name !== author) return false;
  if (text === undefined) return true;
  const [wanted, message] = [text.toLowerCase(), commit.message.toLowerCase()];
  return commit.id.startsWith(wanted) || wanted.split(/\s+/).every((word) => message.includes(word));
}

export function isEmptyFilter({ author, path, text }: HistoryFilter): boolean {
  return author === undefined && path === undefined && text === undefined;
}

/** `by Ann · reply.prompt · “tone”`. */
export function filterText({ author, path, text }: HistoryFilter): string {
  const parts = [author && `by ${author}`, path?.split('/').at(-1), text && `“${text}”`];
  return parts.filter(Boolean).join(' · ');
}
