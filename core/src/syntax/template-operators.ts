import type { Range } from './positions';

const OPERATOR = /&&|\|\||={1,3}|!={0,2}|[<>]=?|[+*%|&]/y;

/** What other languages write between or before values, and Handlebars does not know. */
export interface Operator {
  /** All of it, also the `=` before it that was read as that of a named argument. */
  readonly range: Range;
  readonly message: string;
}

/** The operator that the token at `start` is, or begins. */
export function operatorAt(
  slice: (start: number, end: number) => string,
  start: number,
): Operator | undefined {
  OPERATOR.lastIndex = 0;
  const [found] = OPERATOR.exec(slice(start, start + 3)) ?? [];
  if (found === undefined) return undefined;
  const isSecond = found.startsWith('=') && slice(start - 1, start) === '=';
  // A single `=` stands before the value of a named argument.
  if (found === '=' && !isSecond) return undefined;
  const range = { start: isSecond ? start - 1 : start, end: start + found.length };
  return { range, message: adviceFor(slice(range.start, range.end)) };
}

function adviceFor(operator: string): string {
  if (operator === '|')
    return 'Handlebars has no filters: call a helper, or pass the finished value as an input.';
  const instead = INSTEAD[operator];
  return instead === undefined
    ? `Handlebars has no operator \`${operator}\`: let the application work it out and pass the result as an input. (\`ifEquals\` and \`unlessEquals\` compare.)`
    : `Handlebars has no operator \`${operator}\`: ${instead}.`;
}

const EQUALS = 'write `{{#ifEquals a b}}`';
const UNLESS_EQUALS = 'write `{{#unlessEquals a b}}`';

const INSTEAD: Readonly<Record<string, string>> = {
  '==': EQUALS,
  '===': EQUALS,
  '!=': UNLESS_EQUALS,
  '!==': UNLESS_EQUALS,
  '!': 'write `{{#unless a}}`',
  '&&': 'put one `{{#if}}` into the other',
  '||': 'write `{{#if a}}…{{else if b}}…{{/if}}`',
};
