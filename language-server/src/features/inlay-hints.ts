import type { EvaluatedExpression, Range } from '@prompthub/core';
import type { TestOutcome } from '@prompthub/protocol';
import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { evaluateWith } from '../evaluation';
import { overlaps, toRange } from '../ranges';
import { selectedTest, testsIn, testsOf } from '../tests/test-source';

const MAX_LABEL = 40;
const SILENT_HELPERS = new Set(['role', 'history', 'section', 'media', 'log']);

/** The value of each expression for the selected test, and the last verdict behind each test. */
export async function inlayHints(context: Context, params: InlayHintParams): Promise<InlayHint[]> {
  const document = context.documents.get(params.textDocument.uri);
  if (!document || document.unreadable) return [];
  const range = toRange(document.lines, params.range);
  const verdicts = verdictHints(context, document, range);
  if (
    !context.settings.inlineValues.enabled ||
    document.kind !== 'prompt' ||
    document.tree.dialect !== 'dotprompt'
  )
    return verdicts;
  await context.workspace.ready;
  return [...(await valueHints(context, document, range)), ...verdicts];
}

async function valueHints(context: Context, document: PromptDocument, range: Range): Promise<InlayHint[]> {
  const test = selectedTest(context, document.uri, await testsOf(context, document));
  const hasDefaults = Object.keys(document.analysis.input.defaults).length > 0;
  if (!test && !hasDefaults) return [];
  const { expressions } = await evaluateWith(context, document, test?.vars ?? {});
  const source = test ? `in the test “${test.description}”` : 'with the default values';
  return expressions
    .filter((expression) => overlaps(expression.range, range) && !isSilent(document, expression))
    .map((expression) => ({
      position: document.lines.positionAt(expression.range.end),
      label: `= ${shorten(labelOf(expression.values))}`,
      tooltip: `${fullText(expression.values)}\n\n${source}`,
      paddingLeft: true,
    }));
}

function isSilent({ text }: PromptDocument, { range }: EvaluatedExpression): boolean {
  const head = /^\{+~?\s*[#&]?\s*([A-Za-z]+)/.exec(text.slice(range.start, range.end));
  return SILENT_HELPERS.has(head?.[1] ?? '');
}

function verdictHints(context: Context, document: PromptDocument, range: Range): InlayHint[] {
  return testsIn(document).flatMap((test): InlayHint[] => {
    const outcome = context.session.outcome(test.id);
    if (!outcome || !overlaps(test.nameRange, range)) return [];
    return [
      {
        position: document.lines.positionAt(lineEnd(document.text, test.nameRange.start)),
        label: verdictLabel(outcome),
        tooltip: reasonOf(outcome),
        paddingLeft: true,
      },
    ];
  });
}

function verdictLabel({ status, latencyMs }: TestOutcome): string {
  const time = latencyMs > 0 ? ` ${Math.round(latencyMs)} ms` : '';
  const mark = { passed: '✓ passed', failed: '✗ failed', errored: '✗ error', skipped: '– skipped' }[status];
  return mark + time;
}

function reasonOf({ error, assertions, output }: TestOutcome): string {
  const failed = assertions.filter(({ pass }) => !pass).map(({ type, reason }) => `${type}: ${reason}`);
  if (error) return error;
  if (failed.length > 0) return failed.join('\n');
  return output ? shorten(output, 500) : 'All assertions hold.';
}

function labelOf(values: readonly unknown[]): string {
  if (values.length === 0) return 'not reached';
  return values.map(textOf).join(' | ');
}

function fullText(values: readonly unknown[]): string {
  return shorten(values.map(textOf).join('\n'), 2000);
}

function textOf(value: unknown): string {
  if (typeof value === 'function') return 'function';
  return JSON.stringify(value) ?? 'undefined';
}

function shorten(text: string, most = MAX_LABEL): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function lineEnd(text: string, offset: number): number {
  const end = text.slice(offset).search(/[\r\n]/);
  return end < 0 ? text.length : offset + end;
}
