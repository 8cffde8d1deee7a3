import {
  inlinePartial,
  parse,
  visit,
  type PartialStatement,
  type PromptTree,
  type TextEdit,
} from '@prompthub/core';
import type { Reporter } from './reporter';

/** Partials in partials further down than this are a circle. */
const MAX_DEPTH = 20;

/**
 * Puts the texts of partials where they are used, for formats that have none, with arguments in place of their names. One that nobody
 * knows, that gets another context or that would not say the same in place stays as it is.
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

/** Before a template, so that nothing in it is taken for settings; empty ones would be a mistake. */
const SETTINGS = '---\nname: x\n---\n';

function inlineOnce(text: string, partials: Readonly<Record<string, string>>, report: Reporter): string {
  const tree = parse(SETTINGS + text);
  const found: PartialStatement[] = [];
  visit(tree.template, (node) => {
    if (node.type === 'PartialStatement') found.push(node);
  });
  const whole = found.reduceRight((all, node) => {
    const name = nameOf(node);
    if (name === undefined || !Object.hasOwn(partials, name)) return all;
    const edit = inlined(node, tree, partials[name]);
    if (!edit) return all;
    report.changed(name, `The text of the partial “_${name}.prompt” stands in its place.`);
    return all.slice(0, edit.range.start) + edit.newText + all.slice(edit.range.end);
  }, tree.source);
  return whole.slice(SETTINGS.length);
}

function inlined(call: PartialStatement, tree: PromptTree, text = ''): TextEdit | undefined {
  if (call.params.length > 0) return undefined;
  const partial = parse(text);
  const { source, templateRange } = partial;
  if (!call.hash) return { range: call.range, newText: source.slice(templateRange.start, templateRange.end) };
  const refactoring = inlinePartial(tree, call, partial);
  return 'edits' in refactoring ? refactoring.edits[0] : undefined;
}

function nameOf({ name }: PartialStatement): string | undefined {
  return name.type === 'PathExpression' ? name.original : undefined;
}
