import type { Range } from '@prompthub/core';

/** Where in a half-typed `{{…` the cursor stands. `word` is what is being typed, up to the cursor. */
export interface ExpressionContext {
  /** `head`: the first word; `argument`: after it; `hash-value`: after `key=`; `string`: between quotes. */
  readonly kind: 'head' | 'argument' | 'hash-value' | 'string';
  /** What follows the braces: `#`, `^`, `>`, `/`, `#>`, `&`, `*`, `#*`, or nothing. `(` inside a sub-expression. */
  readonly sigil: string;
  /** The first word of the innermost call. */
  readonly callee: string;
  /** Zero-based position among the arguments of the call; hash arguments do not count. */
  readonly argument: number;
  readonly hashKey: string | undefined;
  readonly usedHashKeys: readonly string[];
  readonly word: string;
  /** The word from its start to its end, also behind the cursor. */
  readonly replace: Range;
  /** `}}` or `}}}`, as the opening braces want it, with the `~` that is there already. */
  readonly closer: string;
  /** Offset behind the closing braces that follow the word at once (blanks aside), if any. */
  readonly closedAt: number | undefined;
  /** True in an `{{else if …}}`: it opens no block of its own. */
  readonly chained: boolean;
  /** True when nothing that belongs to the expression follows the word: its end, the end of the line, or another tag. */
  readonly atEnd: boolean;
}

interface Call {
  callee: string | undefined;
  argument: number;
  hashKey: string | undefined;
  readonly used: string[];
}

const WORD = /[^\s{}()|="'~]/;

/**
 * Reads the tag that starts at `open` up to the cursor: works on any text, also where no parser can. Undefined outside of expressions, in
 * comments and after an escaped `\{{`.
 */
export function expressionContext(
  source: string,
  offset: number,
  open = openingBefore(source, offset),
): ExpressionContext | undefined {
  if (open === undefined) return undefined;
  const head = /^(\{\{\{?\{?~?\s*)(#[>*]|[#^>/&*]?)\s*(else\s+)?/.exec(source.slice(open, offset));
  if (!head || source.startsWith('{{!', open) || source.startsWith('{{~!', open)) return undefined;
  const scan = scanCalls(source, open + head[0].length, offset);
  const call = scan.calls.at(-1) ?? { callee: undefined, argument: 0, hashKey: undefined, used: [] };
  let end = offset;
  while (
    end < source.length &&
    (scan.quote ? source[end] !== scan.quote && source[end] !== '\n' : WORD.test(source[end] ?? ''))
  )
    end++;
  const closing = /^[ \t]*~?\}\}\}?/.exec(source.slice(end, end + 40));
  const kind = scan.quote
    ? 'string'
    : call.callee === undefined
      ? 'head'
      : call.hashKey
        ? 'hash-value'
        : 'argument';
  return {
    kind,
    sigil: scan.calls.length > 1 ? '(' : head[3] ? '#' : (head[2] ?? ''),
    callee: call.callee ?? '',
    argument: call.argument,
    hashKey: call.hashKey,
    usedHashKeys: call.used,
    word: source.slice(scan.wordStart, offset),
    replace: { start: scan.wordStart, end },
    closer: (closing?.[0].includes('~') ? '~' : '') + (head[0].startsWith('{{{') ? '}}}' : '}}'),
    closedAt: closing ? end + closing[0].length : undefined,
    chained: head[3] !== undefined,
    atEnd: closing !== null || /^[ \t]*(?:[\r\n]|\{\{|$)/.test(source.slice(end, end + 200)),
  };
}

/** The offset of the last `{{` that is not closed before the cursor. */
function openingBefore(source: string, offset: number): number | undefined {
  const open = source.lastIndexOf('{{', offset - 1);
  if (open < 0 || open + 2 > offset) return undefined;
  const close = source.indexOf('}}', open + 2);
  if (close >= 0 && close < offset) return undefined;
  let start = open;
  while (start > 0 && source[start - 1] === '{' && open - start < 2) start--;
  if (source[start - 1] === '\\' && source[start - 2] !== '\\') return undefined;
  return start;
}

interface Scan {
  readonly calls: Call[];
  readonly wordStart: number;
  readonly quote: string | undefined;
}

function scanCalls(source: string, start: number, offset: number): Scan {
  const calls: Call[] = [{ callee: undefined, argument: 0, hashKey: undefined, used: [] }];
  let wordStart = start;
  let quote: string | undefined;
  const finishWord = (end: number): void => finish(calls.at(-1), source.slice(wordStart, end));
  for (let i = start; i < offset; i++) {
    const char = source[i] ?? '';
    if (quote) {
      if (char !== quote) continue;
      quote = undefined;
      finish(calls.at(-1), `"`);
      wordStart = i + 1;
    } else if (char === '"' || char === "'") {
      quote = char;
      wordStart = i + 1;
    } else if (char === '(') {
      calls.push({ callee: undefined, argument: 0, hashKey: undefined, used: [] });
      wordStart = i + 1;
    } else if (char === ')') {
      finishWord(i);
      if (calls.length > 1) calls.pop();
      finish(calls.at(-1), '()');
      wordStart = i + 1;
    } else if (char === '=') {
      const call = calls.at(-1);
      if (call) {
        call.hashKey = source.slice(wordStart, i);
        call.used.push(call.hashKey);
      }
      wordStart = i + 1;
    } else if (!WORD.test(char)) {
      finishWord(i);
      wordStart = i + 1;
    }
  }
  return { calls, wordStart, quote };
}

/** A word ended: it was the callee, the value of a hash argument, or one more argument. */
function finish(call: Call | undefined, word: string): void {
  if (!call || word === '') return;
  if (call.callee === undefined) call.callee = word;
  else if (call.hashKey !== undefined) call.hashKey = undefined;
  else call.argument++;
}
