import { isMap, isSeq, type Document, type YAMLParseError } from 'yaml';
import type { Range } from './positions';
import type { SyntaxProblem } from './tree';
import { keyText, nodeRange } from './yaml-nodes';
import { quoteYaml } from './yaml-scalar';

/** One problem for each key that stands twice in the same map. Dotprompt refuses such frontmatter as a whole. */
export function duplicateKeyProblems(
  text: string,
  document: Document.Parsed,
  offset: number,
): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const open: unknown[] = [document.contents];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isSeq(node)) open.push(...node.items.filter((item) => item !== null));
    if (!isMap(node)) continue;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const name = keyText(key);
      const range = nodeRange(key);
      if (value !== null) open.push(value);
      if (name === undefined || range === undefined) continue;
      if (seen.has(name)) {
        const fix = removal(text, { start: range.start, end: nodeRange(value)?.end ?? range.end });
        problems.push({
          code: 'duplicate-key',
          message: `The key "${name}" stands twice in this map. Remove or rename one of them.`,
          range: { start: range.start + offset, end: range.end + offset },
          ...(fix && { fix: { ...fix, title: `Remove this ${name}`, range: shifted(fix.range, offset) } }),
        });
      }
      seen.add(name);
    }
  }
  return problems;
}

/** The whole line of an entry that has a line to itself. */
function removal(text: string, { start, end }: Range): { range: Range; newText: string } | undefined {
  const lineStart = startOfLine(text, start);
  const isAlone = text.slice(lineStart, start).trim() === '' && !/[\r\n]/.test(text.slice(start, end));
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$)/.exec(text.slice(end))?.[0];
  if (!isAlone || rest === undefined) return undefined;
  // The last line has no line break of its own: the one before it goes.
  const isLast = end + rest.length === text.length && !/[\r\n]$/.test(rest);
  const from = isLast ? text.slice(0, lineStart).replace(/\r\n$|[\r\n]$/, '').length : lineStart;
  return { range: { start: from, end: end + rest.length }, newText: '' };
}

/** The parser's error in words that say what to do, with a repair where one is plain. */
export function yamlErrorProblem(text: string, error: YAMLParseError, offset: number): SyntaxProblem {
  const [start, end] = error.pos;
  const at = Math.min(start, Math.max(0, text.length - 1));
  const range = { start: offset + at, end: offset + Math.max(at + 1, Math.min(end, text.length)) };
  const { message, fix } = advice(text, error, at);
  return {
    code: 'yaml-syntax',
    message,
    range,
    ...(fix && { fix: { title: fix.title, range: shifted(fix, offset), newText: fix.newText } }),
  };
}

interface Repair {
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

function advice(
  text: string,
  error: YAMLParseError,
  at: number,
): { message: string; fix?: Repair | undefined } {
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { message: 'A value that contains ": " must stand in quotes.', fix: quoteRestOfLine(text, at) };
    case 'BAD_SCALAR_START':
      return {
        message: `A value may not begin with "${text[at]}" unless it is quoted.`,
        fix: quoteRestOfLine(text, at),
      };
    case 'TAB_AS_INDENT':
      return { message: 'YAML is indented with spaces, not with tabs.', fix: spacesForTabs(text, at) };
    case 'UNEXPECTED_TOKEN':
      if (!error.message.includes('at node end')) return { message: `${error.message}.` };
      return {
        message: 'More follows here than one value. Put all of it in quotes.',
        fix: quoteWholeValue(text, at),
      };
    default:
      return { message: `${error.message.replace(/\.?\s*$/, '')}.` };
  }
}

function quoteRestOfLine(text: string, at: number): Repair | undefined {
  const end = lineEnd(text, at);
  const newText = quoteYaml(text.slice(at, end).trimEnd());
  return end > at ? { title: 'Put the value in quotes', start: at, end, newText } : undefined;
}

/** For `key: "a" | "b"`, where the error stands behind the value that was read. */
function quoteWholeValue(text: string, at: number): Repair | undefined {
  const lineStart = startOfLine(text, at + 1);
  const key = /^\s*(?:- +)*[^\s:"'{[][^:]*:\s+/.exec(text.slice(lineStart, at))?.[0];
  return key === undefined ? undefined : quoteRestOfLine(text, lineStart + key.length);
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

function startOfLine(text: string, at: number): number {
  return Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}

function shifted({ start, end }: Range, offset: number): { start: number; end: number } {
  return { start: start + offset, end: end + offset };
}
