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
  const blocks: OpenBlock[] = [];
  for (const { at, end, inert } of tagsIn(text, start, offset)) {
    if (end === undefined) return { blocks, tag: at, inert };
    if (!inert) readTag(blocks, text.slice(at, end));
  }
  return { blocks, tag: undefined, inert: false };
}

/**
 * Whether the innermost of these blocks is closed in the text from an offset on. A closing tag may be that of a block
 * around it of the same name: then one of the two is missing, and the answer is no.
 */
export function isClosed(text: string, from: number, blocks: readonly OpenBlock[]): boolean {
  const name = blocks.at(-1)?.name;
  const open = [...blocks];
  let left = blocks.length;
  const isLeft = (): boolean => blocks.slice(0, left).some((block) => block.name === name);
  for (const { at, end = text.length, inert } of tagsIn(text, from, text.length)) {
    if (!inert) readTag(open, text.slice(at, end));
    if (open.length >= left) continue;
    // The outermost of those that ended has this closing tag; the others have none.
    if (blocks.slice(open.length + 1, left).some((block) => block.name === name)) return false;
    left = open.length;
    if (!isLeft()) return true;
  }
  return !isLeft();
}

interface TagSpan {
  readonly at: number;
  /** Undefined: the limit lies inside. */
  readonly end: number | undefined;
  readonly inert: boolean;
}

function* tagsIn(text: string, start: number, limit: number): Generator<TagSpan> {
  for (let at = text.indexOf('{{', start); at >= 0 && at + 2 <= limit;) {
    if (isEscaped(text, at)) {
      at = text.indexOf('{{', at + 2);
      continue;
    }
    const inertTo = inertEnd(text, at);
    const inert = inertTo !== undefined;
    const end = inert ? (inertTo > limit ? undefined : inertTo) : tagEnd(text, at, limit);
    yield { at, end, inert };
    if (end === undefined) return;
    at = text.indexOf('{{', end);
  }
}

/** One backslash takes a tag's meaning away; two are a backslash before a tag. */
function isEscaped(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) === BACKSLASH && text.charCodeAt(at - 2) !== BACKSLASH;
}

/** Behind the comment or raw block that starts here; undefined when neither does. */
function inertEnd(text: string, at: number): number | undefined {
  const behind = text.charAt(at + 2) === '~' ? at + 3 : at + 2;
  if (text.startsWith('!--', behind)) return endOf(/--~?\}\}/g, text, behind + 3);
  if (text.startsWith('!', behind)) return endOf(/\}\}/g, text, behind);
  RAW.lastIndex = at;
  return RAW.test(text) ? endOf(/\{\{\{\{\/[^{}]*\}\}\}\}/g, text, behind) : undefined;
}

/** Four braces may also be a tag that has only begun, before the next one. */
const RAW = /\{\{\{\{[^{}/#][^{}]*\}\}\}\}/y;

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : text.length + 1;
}

/** Behind the tag's braces, or at the next tag; undefined when the offset comes first. */
function tagEnd(text: string, at: number, offset: number): number | undefined {
  let i = text.charCodeAt(at + 2) === OPEN_BRACE ? at + 3 : at + 2;
  while (i < offset) {
    const code = text.charCodeAt(i);
    if (code === QUOTE || code === APOSTROPHE) {
      const end = stringEnd(text, i, code);
      if (end !== undefined && end > offset) return undefined;
      i = end ?? i + 1;
    } else if (code === CLOSE_BRACE && text.charCodeAt(i + 1) === CLOSE_BRACE) {
      return text.charCodeAt(i + 2) === CLOSE_BRACE && text.charCodeAt(at + 2) === OPEN_BRACE ? i + 3 : i + 2;
    } else if (code === OPEN_BRACE && text.charCodeAt(i + 1) === OPEN_BRACE && i + 2 <= offset) {
      return i;
    } else i++;
  }
  return undefined;
}

/** A quote that has no partner on its line is being typed. */
function stringEnd(text: string, at: number, quote: number): number | undefined {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === 10 || code === 13) return undefined;
  }
  return undefined;
}

const HEAD = /^\{\{~?(?:(#[>*]?|\^|\/)\s*([^\s{}~|()=]*)|\s*(else)(?=[\s~}]|$))/;

function readTag(blocks: OpenBlock[], tag: string): void {
  const [, sigil, name = '', chained] = HEAD.exec(tag) ?? [];
  const tags = tag.endsWith('}}') ? tag : `${tag}}}`;
  if (chained || (sigil === '^' && name === '')) {
    const block = blocks.pop();
    if (block) blocks.push({ ...block, tags: block.tags + tags });
  } else if (sigil === '/') {
    const index = blocks.findLastIndex((block) => block.name === name);
    if (index >= 0) blocks.length = index;
  } else if (sigil && name) blocks.push({ name, tags });
}

const BACKSLASH = 92;
const QUOTE = 34;
const APOSTROPHE = 39;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
