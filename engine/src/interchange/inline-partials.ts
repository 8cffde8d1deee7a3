import { parse, parseTemplate, visit, type PartialStatement } from '@prompthub/core';
import type { Reporter } from './reporter';

/** Partials in partials further down than this are a circle. */
const MAX_DEPTH = 20;

/**
 * Puts the texts of partials where they are used, for formats that have none. One with arguments, or one that nobody
 * knows, stays as it is.
 */
export function inlinePartials(
  template: string,
  partials: Readonly<Record<string, string>>,
  report: Reporter,
): string {
  let text = template;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const next = inlineOnce(text, partials, report);
    if (next === text) return text;
    text = next;
  }
  return text;
}

function inlineOnce(text: string, partials: Readonly<Record<string, string>>, report: Reporter): string {
  const { program } = parseTemplate(text, { start: 0, end: text.length });
  const found: PartialStatement[] = [];
  visit(program, (node) => {
    if (node.type === 'PartialStatement') found.push(node);
  });
  return found.reduceRight((all, node) => {
    const body = bodyOf(node, partials);
    if (body === undefined) return all;
    report.changed(
      nameOf(node) ?? 'partial',
      `The text of the partial “_${nameOf(node) ?? ''}.prompt” stands in its place.`,
    );
    return all.slice(0, node.range.start) + body + all.slice(node.range.end);
  }, text);
}

function bodyOf(node: PartialStatement, partials: Readonly<Record<string, string>>): string | undefined {
  const name = nameOf(node);
  if (name === undefined || node.hash || node.params.length > 0 || !Object.hasOwn(partials, name))
    return undefined;
  const source = partials[name] ?? '';
  const { templateRange } = parse(source);
  return source.slice(templateRange.start, templateRange.end);
}

function nameOf({ name }: PartialStatement): string | undefined {
  return name.type === 'PathExpression' ? name.original : undefined;
}
