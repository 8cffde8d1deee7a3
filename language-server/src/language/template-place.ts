import { TagReader } from './tag-reader';

/** A block that is open at some place. */
export interface OpenBlock {
  /** What its closing tag must say. */
  readonly name: string;
  /** Its opening tag, and the `{{else}}`s read so far: enough to know what its body sees. */
  readonly tags: string;
}

/** Where in a template an offset stands. */
export interface TemplatePlace {
  /** Outermost first. */
  readonly blocks: readonly OpenBlock[];
  /** Where the tag starts that the offset is inside of; undefined in text. */
  readonly tag: number | undefined;
  /** True in a comment, and in a raw block: what stands there means nothing. */
  readonly inert: boolean;
}

/**
 * Reads the tags from `start` to `offset`, and nothing but the tags, so that any text will do and a long one takes
 * little time: about as long as looking for its braces. A tag that is not finished ends where the next one begins.
 */
export function templatePlace(text: string, start: number, offset: number): TemplatePlace {
  const reader = new TagReader(text, start, offset);
  while (reader.next());
  const blocks = reader.open.map(({ name, spans }) => ({
    name,
    tags: spans.map(({ start: from, end }) => finished(text.slice(from, end))).join(''),
  }));
  return { blocks, tag: reader.inside, inert: reader.isInert };
}

function finished(tag: string): string {
  return tag.endsWith('}}') ? tag : `${tag}}}`;
}

/**
 * Whether the innermost of these blocks is closed in the text from an offset on. A closing tag may be that of a block
 * around it of the same name: then one of the two is missing, and the answer is no.
 */
export function isClosed(text: string, from: number, blocks: readonly OpenBlock[]): boolean {
  const name = blocks.at(-1)?.name;
  const reader = new TagReader(text, from, text.length);
  for (const block of blocks) reader.open.push({ name: block.name, spans: [] });
  let left = blocks.length;
  const isLeft = (): boolean => blocks.slice(0, left).some((block) => block.name === name);
  while (isLeft() && reader.next()) {
    const { length } = reader.open;
    if (length >= left) continue;
    // The outermost of those that ended has this closing tag; the others have none.
    if (blocks.slice(length + 1, left).some((block) => block.name === name)) return false;
    left = length;
  }
  return !isLeft();
}

/** A closing tag that is farther away belongs to something else. */
const MAX_REACH = 100_000;

/** The name in the first closing tag behind an offset that closes no block opened in between. */
export function nextClosing(text: string, from: number): string | undefined {
  const reader = new TagReader(text, from, Math.min(text.length, from + MAX_REACH));
  while (reader.stray === undefined && reader.next());
  return reader.stray;
}
