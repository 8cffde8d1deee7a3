import type { Blame } from '@prompthub/protocol';
import { unchangedLines } from './line-map';

/** Who wrote a line, as it was published. */
export interface PublishedLine {
  readonly commit: string;
  readonly author: string;
  readonly message: string;
  readonly createdAt: string;
  /** What the file was called in that version. */
  readonly originalPath: string;
}

/** `new`: it is not published as it stands here. `nobody`: there is nothing to say about the empty end of a file. */
export type LineOrigin = PublishedLine | 'new' | 'nobody';

/** For each line of `text` (from 0) where it comes from, when `published` is the text that `blame` is about. */
export function lineOrigins(text: string, published: string, blame: Blame): LineOrigin[] {
  const written = publishedLines(blame);
  const [before, after] = [linesOf(published), linesOf(text)];
  return [...unchangedLines(before, after)].map((from, at): LineOrigin => {
    const isEmptyEnd = at === after.length - 1 && after[at] === '';
    if (isEmptyEnd) return 'nobody';
    return from < 0 ? 'new' : (written[from] ?? 'new');
  });
}

function publishedLines({ ranges, commits }: Blame): PublishedLine[] {
  return ranges.flatMap(({ count, commit, originalPath }) => {
    const known = commits[commit];
    if (!known) return Array<never>(count);
    const { author, message, createdAt } = known;
    const line = { commit, author: author.name, message, createdAt, originalPath };
    return Array<PublishedLine>(count).fill(line);
  });
}

/** As the editor counts them: text that ends with a line break has an empty last line. */
function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
