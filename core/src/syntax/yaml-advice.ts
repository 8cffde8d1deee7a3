import { Lexer, type YAMLParseError } from 'yaml';
import type { Range } from './positions';
import { quoteYaml } from './yaml-scalar';

/** An error of the parser, where a person would look for it and in words that say what to do. */
export interface YamlAdvice extends Range {
  readonly message: string;
  readonly fix?: Repair | undefined;
}

interface Repair extends Range {
  readonly title: string;
  readonly newText: string;
}

/** What the parser's errors come to; one that only repeats another is left out. */
export function adviceOn(text: string, errors: readonly YAMLParseError[]): YamlAdvice[] {
  const nested = new Set(
    errors.filter(({ code }) => code === 'BLOCK_AS_IMPLICIT_KEY').map(({ pos }) => pos[0]),
  );
  const open = errors.some(({ message }) => UNCLOSED.test(message)) ? unclosedIn(text) : [];
  return (
    errors
      .filter(({ code, pos }) => code !== 'MULTILINE_IMPLICIT_KEY' || !nested.has(pos[0]))
      // Behind a tab the parser takes the next entry for a part of this one.
      .filter(({ code, pos }) => code !== 'BLOCK_AS_IMPLICIT_KEY' || text[lineStart(text, pos[0])] !== '\t')
      // Behind a value with more text, the parser takes the next entry for a part of that text.
      .filter((error, index, all) => !isEntryBehind(all[index - 1], error, text))
      .map((error) => advice(text, error, open))
  );
}

/** A key that is said to lack its colon and has it, on the line behind a value with more text. */
function isEntryBehind(
  before: YAMLParseError | undefined,
  { message, pos }: YAMLParseError,
  text: string,
): boolean {
  if (!before?.message.includes('at node end') || !message.startsWith('Implicit map keys')) return false;
  const from = lineStart(text, pos[0]);
  const isNext = text.slice(lineEnd(text, before.pos[0]), from).trim() === '';
  return isNext && /^ *[\w.-]+\??: /.test(text.slice(from, lineEnd(text, from)));
}

const UNCLOSED = /(?:end with(?: a)? |Missing closing )(["'\]}])/;

function advice(text: string, error: YAMLParseError, open: Unclosed[]): YamlAdvice {
  const at = Math.min(error.pos[0], Math.max(0, text.length - 1));
  const place = { start: at, end: Math.max(at + 1, Math.min(error.pos[1], text.length)) };
  const closer = UNCLOSED.exec(error.message)?.[1];
  if (closer !== undefined) return unclosed(text, closer, open) ?? { ...place, message: said(error) };
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return nestedEntry(text, at) ?? { ...place, message: COLON, fix: quoteRestOfLine(text, at) };
    case 'MULTILINE_IMPLICIT_KEY':
      return keyWithoutColon(text, at);
    case 'BAD_SCALAR_START': {
      const message = `A value may not begin with "${text[at]}" unless it is quoted.`;
      return { ...place, message, fix: quoteRestOfLine(text, at) };
    }
    case 'TAB_AS_INDENT': {
      const message = 'YAML is indented with spaces, not with tabs.';
      return { ...place, message, fix: spacesForTabs(text, at) };
    }
    default:
      return otherAdvice(text, error, place);
  }
}

const COLON = 'A value that contains ": " must stand in quotes.';

function otherAdvice(text: string, error: YAMLParseError, place: Range): YamlAdvice {
  const { start: at } = place;
  if (error.message.startsWith('Implicit map keys')) return keyWithoutColon(text, at);
  if (error.message.startsWith('All mapping items')) {
    const message = 'This is not indented like the entries around it, which begin in the same column.';
    return { ...wordBehind(text, at), message };
  }
  if (error.message.includes('at node end')) {
    const message = 'More follows here than one value. Put all of it in quotes.';
    return { ...place, message, fix: quoteWholeValue(text, at) };
  }
  return { ...place, message: said(error) };
}

function said({ message }: YAMLParseError): string {
  return `${message.replace(/\.?\s*$/, '')}.`;
}

/** A quote or a bracket that was opened; `at` is where the lexer gave up waiting for its end. */
interface Unclosed {
  readonly start: number;
  readonly at: number;
  readonly closer: string;
}

const CLOSERS: Readonly<Record<string, string>> = { '[': ']', '{': '}', '"': '"', "'": "'" };
/** Tokens of no length: the lexer's own signs. */
const DOCUMENT = '\x02';
const SCALAR = '\x1f';
const FLOW_END = '\x18';

/** From the outside in. */
function unclosedIn(text: string): Unclosed[] {
  const found: Unclosed[] = [];
  let open: { start: number; closer: string }[] = [];
  let offset = 0;
  const giveUp = (): void => {
    found.push(...open.map((each) => ({ ...each, at: offset })));
    open = [];
  };
  for (const token of new Lexer().lex(text)) {
    if (token === FLOW_END) giveUp();
    if (token === DOCUMENT || token === SCALAR || token === FLOW_END) continue;
    const closer = CLOSERS[token[0] ?? ''];
    const isQuoted = closer === token[0];
    if (token === '[' || token === '{') open.push({ start: offset, closer: closer ?? '' });
    else if (token === ']' || token === '}') open.pop();
    else if (closer && isQuoted && !(token.length > 1 && token.endsWith(closer)))
      found.push({ start: offset, closer, at: lineEnd(text, offset) });
    offset += token.length;
  }
  giveUp();
  return found;
}

/** The innermost of those that are left; each is spoken of once. */
function unclosed(text: string, closer: string, open: Unclosed[]): YamlAdvice | undefined {
  const index = open.findLastIndex((each) => each.closer === closer);
  const [found] = index < 0 ? [] : open.splice(index, 1);
  if (!found) return undefined;
  const isQuote = closer === '"' || closer === "'";
  const message = isQuote
    ? `This text is not closed: the second ${closer} is missing.`
    : `This ${closer === ']' ? 'list' : 'map'} is not closed: \`${closer}\` is missing.`;
  const end = text.slice(0, found.at).trimEnd().length;
  const line = text.slice(lineStart(text, end), end);
  const fix = line.includes(' #') ? undefined : { title: `Add ${closer}`, start: end, end, newText: closer };
  const until = isQuote ? end : found.start + 1;
  return { start: found.start, end: Math.max(found.start + 1, until), message, fix };
}

/** `key: value` in front of a line that is indented further: that line's key cannot belong to the value. */
function nestedEntry(text: string, at: number): YamlAdvice | undefined {
  if (/:(?:\s|$)/.test(text.slice(at, lineEnd(text, at)))) return undefined;
  const { start, end } = wordBehind(text, lineEnd(text, at));
  const own = lineStart(text, at);
  const indentation = /^[ ]*/.exec(text.slice(own))?.[0] ?? '';
  const message = 'This is indented as if it belonged to the value above it.';
  const from = lineStart(text, start);
  return {
    start,
    end,
    message,
    fix: { title: 'Indent it like the line above', start: from, end: start, newText: indentation },
  };
}

function keyWithoutColon(text: string, at: number): YamlAdvice {
  const end = Math.max(
    at + 1,
    lineStart(text, at) + text.slice(lineStart(text, at), lineEnd(text, at)).trimEnd().length,
  );
  const tight = /^[\w.-]+:(?=\S)/.exec(text.slice(at, end))?.[0];
  if (tight === undefined) return { start: at, end, message: 'A `:` is missing behind this key.' };
  const behind = at + tight.length;
  const fix = { title: 'Add a blank', start: behind, end: behind, newText: ' ' };
  return { start: at, end, message: 'A blank is missing behind the `:` of this key.', fix };
}

/** What stands next: a key, or the rest of its line. */
function wordBehind(text: string, from: number): Range {
  const start = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  const word = /^[^\s:]+/.exec(text.slice(start))?.[0] ?? '';
  return {
    start: Math.min(start, Math.max(0, text.length - 1)),
    end: Math.max(start + 1, start + word.length),
  };
}

function quoteRestOfLine(text: string, at: number): Repair | undefined {
  const end = lineEnd(text, at);
  const newText = quoteYaml(text.slice(at, end).trimEnd());
  return end > at ? { title: 'Put the value in quotes', start: at, end, newText } : undefined;
}

/** For `key: "a" | "b"`, where the error stands behind the value that was read. */
function quoteWholeValue(text: string, at: number): Repair | undefined {
  const start = lineStart(text, at + 1);
  const key = /^\s*(?:- +)*[^\s:"'{[][^:]*:\s+/.exec(text.slice(start, at))?.[0];
  return key === undefined ? undefined : quoteRestOfLine(text, start + key.length);
}

function spacesForTabs(text: string, at: number): Repair {
  let start = at;
  while (start > 0 && /[\t ]/.test(text[start - 1] ?? '')) start--;
  let end = at;
  while (/[\t ]/.test(text[end] ?? '')) end++;
  return { title: 'Indent with spaces', start, end, newText: text.slice(start, end).replaceAll('\t', '  ') };
}

function lineEnd(text: string, from: number): number {
  const rest = text.slice(from).search(/[\r\n]/);
  return rest < 0 ? text.length : from + rest;
}

function lineStart(text: string, at: number): number {
  return Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}
