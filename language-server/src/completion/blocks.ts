import { BUILTIN_HELPERS, declaredNames, type Range } from '@prompthub/core';
import { isClosed, nextClosing } from '../language/template-place';
import { CompletionItemKind, escapeSnippet, type Candidate } from './candidate';
import { fittingNames } from './fitting-names';
import { helperSnippet } from './helper-snippet';
import type { ExpressionPlace } from './place';
import { isTakenByHelper } from './variables';

/** Helpers that can be called at the cursor: the built-in ones, and those that the host is said to register. */
export function helperCandidates(
  place: ExpressionPlace,
  kinds: readonly ('block' | 'inline')[],
): Candidate[] {
  const { at, scope, frontmatter } = place;
  const closing = closingBehind(place);
  const own = declaredNames(frontmatter, 'helpers').map((name): Candidate => ({
    label: name,
    kind: CompletionItemKind.Function,
    detail: 'registered by the host',
    range: at.replace,
    rank: 5,
  }));
  const builtin = BUILTIN_HELPERS.filter(({ kind }) => kinds.includes(kind)).map((helper): Candidate => {
    const hash = helper.kind === 'block' && at.sigil === '' ? '#' : '';
    const base: Candidate = {
      label: hash + helper.name,
      filter: hash + helper.name,
      kind: helper.kind === 'block' ? CompletionItemKind.Keyword : CompletionItemKind.Function,
      topic: { kind: 'helper', name: helper.name },
      rank: 5,
      range: at.replace,
    };
    if (!at.atEnd) return base;
    const head = hash + helperSnippet(helper, scope);
    if (at.sigil === '(') return { ...base, insert: head, snippet: true };
    const hasBody = helper.kind === 'block' && !at.chained && helper.name !== closing;
    const body = hasBody ? blockBody(place, helper.name) : '';
    return { ...base, insert: head + at.closer + body, snippet: true, range: toTheEnd(place) };
  });
  return [...builtin, ...own];
}

/** `{{#user}}…{{/user}}`: blocks over a value. */
export function valueBlocks(place: ExpressionPlace): Candidate[] {
  const { at, scope } = place;
  const closing = closingBehind(place);
  const names = fittingNames(scope, 'any').filter((name) => !isTakenByHelper(place, name));
  return names.map(({ name, typeText }): Candidate => {
    const base = {
      label: name,
      kind: CompletionItemKind.Variable,
      detail: typeText,
      rank: 6,
      range: at.replace,
    };
    if (!at.atEnd || at.chained) return base;
    const body = name === closing ? '' : blockBody(place, name);
    const insert = `${escapeSnippet(name)}${at.closer}${body}`;
    return { ...base, insert, snippet: true, range: toTheEnd(place) };
  });
}

/** The end of the innermost block, unless it is there already; and its `{{else}}`. */
export function closingCandidates({ at, blocks, document }: ExpressionPlace): Candidate[] {
  const name = blocks.at(-1)?.name;
  if (name === undefined) return [];
  const range = { start: at.replace.start, end: at.closedAt ?? at.replace.end };
  const closer = at.atEnd ? at.closer : '';
  const candidate = (text: string, rank: number): Candidate => ({
    label: text,
    kind: CompletionItemKind.Keyword,
    insert: text + closer,
    range,
    rank,
  });
  if (at.sigil === '/') return [candidate(name, 0)];
  const hasElse = ELSE.test(blocks.at(-1)?.tags ?? '');
  const orElse = hasElse ? [] : [candidate('else', 5)];
  return isClosed(document.text, range.end, blocks) ? orElse : [candidate(`/${name}`, 5), ...orElse];
}

const ELSE = /\{\{~?\s*(?:else\s*~?\}\}|\^~?\}\})/;

/** The name of a closing tag behind the cursor whose opening tag is missing. The next one may be that of the block around. */
function closingBehind(place: ExpressionPlace): string | undefined {
  const name = nextClosing(place.document.text, toTheEnd(place).end);
  return name === place.blocks.at(-1)?.name ? undefined : name;
}

/** From the word to behind the closing braces that follow it. */
function toTheEnd({ at }: ExpressionPlace): Range {
  return { start: at.replace.start, end: at.closedAt ?? at.replace.end };
}

/** A block that begins its line gets lines of its own; any other stays on the line. */
function blockBody({ document: { text }, offset }: ExpressionPlace, name: string): string {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const before = text.slice(lineStart, offset);
  const alone = before.slice(0, before.lastIndexOf('{{')).trim() === '';
  const end = `{{/${escapeSnippet(name)}}}`;
  return alone ? `\n$0\n${end}` : `$0${end}`;
}
