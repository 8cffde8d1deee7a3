import type { Range } from '@prompthub/core';

type Step = string | number;

/** Where in (perhaps broken, perhaps unfinished) YAML the cursor stands. */
export interface YamlContext {
  /** `key`: a key is being typed inside the collection at `path`. `value`: the value at `path`. */
  readonly kind: 'key' | 'value';
  readonly path: readonly Step[];
  readonly word: string;
  /** The word from its start to the end of it, also behind the cursor. */
  readonly replace: Range;
  /** True when a colon already follows the word. */
  readonly hasColon: boolean;
  /** The column at which the key starts; snippets indent from here. */
  readonly column: number;
  /** True inside `{…}` or `[…]` on one line. */
  readonly flow: boolean;
}

interface Level {
  readonly indent: number;
  readonly step: Step;
}

interface FlowLevel {
  readonly bracket: string;
  key: string | undefined;
  index: number;
  wordStart: number;
}

/**
 * Reads the lines from `region.start` to the cursor by indentation alone, so that it works in every state of typing.
 */
export function yamlContext(source: string, region: Range, offset: number): YamlContext {
  const before = source.slice(region.start, offset);
  const lastBreak = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r'));
  const levels: Level[] = [];
  const lines = logicalLines(before.slice(0, lastBreak + 1));
  const open = lines.at(-1);
  const unfinished = open && depthOf(open) > 0 ? lines.pop() : undefined;
  for (const line of lines) readLine(levels, line);
  const start = lastBreak + 1 - (unfinished?.length ?? 0);
  return current(levels, { source, start: region.start + start, offset });
}

interface Cursor {
  readonly source: string;
  /** Where the (logical) line of the cursor starts. */
  readonly start: number;
  readonly offset: number;
}

/** Reads the line of the cursor: what stands before the cursor decides. */
function current(levels: Level[], { source, start, offset }: Cursor): YamlContext {
  const line = source.slice(start, offset);
  const rest = readDashes(levels, line);
  const column = line.length - rest.length;
  const key = KEY.exec(rest);
  if (!key) {
    if (!/^\s*-/.test(line) || rest.trim() !== '') popTo(levels, column, false);
    if (/^[{[]/.test(rest)) return flowContext(stepsOf(levels), { source, start: start + column, offset });
    return finish('key', { path: stepsOf(levels), source, wordStart: start + column, offset, column });
  }
  popTo(levels, column, false);
  const path = [...stepsOf(levels), unquote(key[1] ?? '')];
  const value = rest.slice(key[0].length);
  const valueStart = offset - value.length;
  if (/^[{[]/.test(value)) return flowContext(path, { source, start: valueStart, offset });
  return finish('value', { path, source, wordStart: valueStart, offset, column });
}

const KEY = /^("[^"]*"|'[^']*'|[^\s"'{[#].*?)\s*:(?:[ \t]+|$)/;

function readLine(levels: Level[], line: string): void {
  const rest = readDashes(levels, line);
  const column = line.length - rest.length;
  if (rest.trim() === '' || rest.startsWith('#')) return;
  const key = KEY.exec(rest.replace(/[\r\n]+/g, ' ').trimEnd());
  if (!key) return;
  popTo(levels, column, false);
  levels.push({ indent: column, step: unquote(key[1] ?? '') });
}

/** Takes `- ` markers off; each one is an index. What is left starts at the column of its content. */
function readDashes(levels: Level[], line: string): string {
  let column = /^ */.exec(line)?.[0].length ?? 0;
  let rest = line.slice(column);
  while (/^-(\s|$)/.test(rest)) {
    const last = popTo(levels, column, true);
    levels.push({ indent: column, step: typeof last === 'number' ? last + 1 : 0 });
    const marker = /^-\s*/.exec(rest)?.[0].length ?? 1;
    column += marker;
    rest = rest.slice(marker);
  }
  return rest;
}

/** Leaves the levels that enclose a column. A list may stand as far left as the key that it belongs to. */
function popTo(levels: Level[], column: number, dash: boolean): Step | undefined {
  let popped: Step | undefined;
  for (let last = levels.at(-1); last; last = levels.at(-1)) {
    if (last.indent < column || (dash && last.indent === column && typeof last.step === 'string')) break;
    popped = last.indent === column ? last.step : undefined;
    levels.pop();
  }
  return popped;
}

function flowContext(base: readonly Step[], { source, start, offset }: Cursor): YamlContext {
  const stack: FlowLevel[] = [];
  let quote = '';
  for (let i = start; i < offset; i++) {
    const char = source[i] ?? '';
    const top = stack.at(-1);
    if (quote) {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '{' || char === '[')
      stack.push({ bracket: char, key: undefined, index: 0, wordStart: i + 1 });
    else if (char === '}' || char === ']') stack.pop();
    else if (top && char === ',') {
      top.index++;
      top.key = undefined;
      top.wordStart = i + 1;
    } else if (top?.bracket === '{' && char === ':' && /[\s]/.test(source[i + 1] ?? ' ')) {
      top.key ??= unquote(source.slice(top.wordStart, i).trim());
      top.wordStart = i + 1;
    }
  }
  const path = [...base];
  for (const level of stack.slice(0, -1)) path.push(level.bracket === '[' ? level.index : (level.key ?? ''));
  const top = stack.at(-1);
  const inValue = !top || top.bracket === '[' || top.key !== undefined;
  if (top && inValue) path.push(top.bracket === '[' ? top.index : (top.key ?? ''));
  const wordStart = top?.wordStart ?? offset;
  const blanks = /^\s*/.exec(source.slice(wordStart, offset))?.[0].length ?? 0;
  const context = finish(inValue ? 'value' : 'key', {
    path,
    source,
    wordStart: wordStart + blanks,
    offset,
    column: 0,
  });
  return { ...context, flow: true };
}

interface Found {
  readonly path: readonly Step[];
  readonly source: string;
  readonly wordStart: number;
  readonly offset: number;
  readonly column: number;
}

function finish(kind: 'key' | 'value', { path, source, wordStart, offset, column }: Found): YamlContext {
  let end = offset;
  while (end < source.length && /[^\s:,{}[\]#]/.test(source[end] ?? '')) end++;
  const hasColon = kind === 'key' && /^\s*:/.test(source.slice(end, end + 20));
  return {
    kind,
    path,
    word: source.slice(wordStart, offset),
    replace: { start: wordStart, end },
    hasColon,
    column,
    flow: false,
  };
}

/** Lines, with those joined that lie inside brackets. Line ends stay in, so that lengths add up. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open: string | undefined;
  for (const line of text.split(/(?<=\n|\r(?!\n))/)) {
    open = (open ?? '') + line;
    if (depthOf(open) > 0 && open.length < 20_000) continue;
    lines.push(open);
    open = undefined;
  }
  if (open !== undefined) lines.push(open);
  return lines;
}

/** How many flow brackets a line leaves open. Brackets inside plain block text do not count. */
function depthOf(line: string): number {
  const start = /^\s*(?:-\s+)*(?:(?:"[^"]*"|'[^']*'|[^\s"'{[#].*?)\s*:\s+)?(?=[{[])/.exec(line);
  if (!start) return 0;
  let depth = 0;
  let quote = '';
  for (const char of line.slice(start[0].length)) {
    if (quote) quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
  }
  return depth;
}

function stepsOf(levels: readonly Level[]): Step[] {
  return levels.map(({ step }) => step);
}

function unquote(key: string): string {
  return /^(["']).*\1$/.test(key) ? key.slice(1, -1) : key;
}
