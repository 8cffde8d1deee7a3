import { isMap, isSeq, type Document, type YAMLParseError } from 'yaml';
import type { Range } from './positions';
import type { SyntaxProblem } from './tree';
import { keyText, nodeRange } from './yaml-nodes';
import { adviceOn } from './yaml-advice';

/** One problem for each key that stands twice in the same map. Dotprompt refuses such frontmatter as a whole. */
export function duplicateKeyProblems(
  text: string,
  document: Document.Parsed,
  offset: number,
): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const open: unknown[] = [document.contents];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    // One by one: a list may be longer than the arguments of a call.
    if (isSeq(node)) for (const item of node.items) if (item !== null) open.push(item);
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

/** The parser's errors in words that say what to do, with a repair where one is plain. */
export function yamlErrorProblems(
  text: string,
  errors: readonly YAMLParseError[],
  offset: number,
): SyntaxProblem[] {
  return adviceOn(text, errors).map(({ start, end, message, fix }) => ({
    code: 'yaml-syntax',
    message,
    range: shifted({ start, end }, offset),
    ...(fix && { fix: { title: fix.title, range: shifted(fix, offset), newText: fix.newText } }),
  }));
}

function startOfLine(text: string, at: number): number {
  return Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}

function shifted({ start, end }: Range, offset: number): { start: number; end: number } {
  return { start: start + offset, end: end + offset };
}
