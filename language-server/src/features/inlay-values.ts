import type { EvaluatedExpression } from '@prompthub/core';
import type { PromptDocument } from '../documents';
import { evaluateWith } from '../evaluation';
import { overlaps } from '../ranges';
import { selectedTest, testsOf } from '../tests/test-source';
import type { HintSource } from './inlay-hints';

const MAX_LABEL = 40;
const MAX_TOOLTIP = 2000;
const SILENT_HELPERS = new Set(['role', 'history', 'section', 'media', 'log']);

/** The value of each expression for the selected test, else for the defaults. Where it was printed often: the first, and how often. */
export const valueHints: HintSource = async (context, document, range) => {
  const isWanted = context.settings.inlineValues.enabled && document.kind === 'prompt';
  if (!isWanted || document.tree.dialect !== 'dotprompt') return [];
  await context.workspace.ready;
  const test = selectedTest(context, document.uri, await testsOf(context, document));
  const hasDefaults = Object.keys(document.analysis.input.defaults).length > 0;
  if (!test && !hasDefaults) return [];
  const { expressions } = await evaluateWith(context, document, test?.vars ?? {});
  const source = test ? `in the test “${test.description}”` : 'with the default values';
  return expressions
    .filter((expression) => overlaps(expression.range, range) && !isSilent(document, expression))
    .map(({ range: { end }, values }) => ({
      position: document.lines.positionAt(end),
      label: labelOf(values.map(textOf)),
      tooltip: `${fullText(values.map(textOf))}\n\n${source}`,
      paddingLeft: true,
    }));
};

function isSilent({ text }: PromptDocument, { range }: EvaluatedExpression): boolean {
  const head = /^\{+~?\s*[#&]?\s*([A-Za-z]+)/.exec(text.slice(range.start, range.end));
  return SILENT_HELPERS.has(head?.[1] ?? '');
}

/** `= "A"`, `= "A" (3 ×)` for three of a kind, `= "A", … (3 ×)` for others. */
function labelOf([first, ...others]: readonly string[]): string {
  if (first === undefined) return '= not reached';
  const shown = `= ${shorten(first, MAX_LABEL)}`;
  if (others.length === 0) return shown;
  const more = others.every((other) => other === first) ? '' : ', …';
  return `${shown}${more} (${others.length + 1} ×)`;
}

function fullText(values: readonly string[]): string {
  const lines = values.length > 1 ? values.map((value, index) => `${index + 1}. ${value}`) : values;
  return shorten(lines.join('\n'), MAX_TOOLTIP);
}

function textOf(value: unknown): string {
  if (typeof value === 'function') return 'function';
  return JSON.stringify(value) ?? 'undefined';
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
