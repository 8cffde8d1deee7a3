import type { Fix } from '../diagnostic';
import type { BlockStatement } from '../syntax/ast';
import type { SyntaxProblem } from '../syntax/tree';
import { visit } from '../syntax/visit';
import { replace } from './fixes';
import type { RuleContext } from './rule';

/** `xs.0`, `xs[0]` and `user["name"]`, as Handlebars has them. */
export function mendPath({ range }: SyntaxProblem, { tree, text }: RuleContext): Fix | undefined {
  const written = text(range);
  if (/^\d+$/.test(written))
    return tree.source[range.start - 1] === '.' ? replace(range, `[${written}]`) : undefined;
  const [, index, , name] = /^\[(?:(\d+)|(["'])([^"'\]]+)\2)\]$/.exec(written) ?? [];
  if (index !== undefined) return replace(range, `.[${index}]`);
  if (name === undefined) return undefined;
  return replace(range, /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `.[${name}]`);
}

const PATH = String.raw`(?:@?(?:\.\./)*[A-Za-z_][\w-]*(?:\.(?:[A-Za-z_][\w-]*|\[\d+\]))*)`;
const VALUE = String.raw`(?:${PATH}|"[^"{}]*"|'[^'{}]*'|-?\d+(?:\.\d+)?)`;
const COMPARED = new RegExp(`^(#|else )if (${PATH}) ?([=!]==?|==) ?(${VALUE})$`);
const NEGATED = new RegExp(`^(#|else )if ?! ?(${PATH})$`);

/** `{{#if a == b}}`, `{{#if a != b}}` and `{{#if !a}}`, with the helpers that say so; their closing tags follow. */
export function mendCondition({ range }: SyntaxProblem, { tree }: RuleContext): Fix | undefined {
  const { source } = tree;
  const open = source.lastIndexOf('{{', range.start) + 2;
  const close = source.indexOf('}}', range.end);
  if (open < 2 || close < 0 || close - open > 1000) return undefined;
  const [whole = '', inside = ''] = /^~?\s*(.*?)\s*~?$/s.exec(source.slice(open, close)) ?? [];
  const call = callFor(inside.replaceAll(/\s+/g, ' ').replace(/^# /, '#'));
  if (call === undefined) return undefined;
  const start = open + whole.indexOf(inside);
  const fix = replace({ start, end: start + inside.length }, call.text, {
    title: `Change to {{${call.text}}}`,
  });
  if (!call.text.startsWith('#')) return fix;
  const closing = closingName(open - 2, tree);
  return closing && { ...fix, edits: [...fix.edits, { range: closing, newText: call.helper }] };
}

interface Call {
  readonly helper: string;
  readonly text: string;
}

function callFor(inside: string): Call | undefined {
  const [, begin = '', left = '', operator = '', right = ''] = COMPARED.exec(inside) ?? [];
  if (operator !== '') {
    const helper = operator.startsWith('!') ? 'unlessEquals' : 'ifEquals';
    return { helper, text: `${begin}${helper} ${left} ${right}` };
  }
  const [, start, negated] = NEGATED.exec(inside) ?? [];
  return start === undefined ? undefined : { helper: 'unless', text: `${start}unless ${negated}` };
}

/** Where the closing tag of the block that begins at an offset has its name. */
function closingName(
  at: number,
  { template, source }: RuleContext['tree'],
): { start: number; end: number } | undefined {
  let block: BlockStatement | undefined;
  visit(template, (node) => {
    if (node.type === 'BlockStatement' && node.range.start === at) block = node;
  });
  const tag = block?.closeRange;
  const name = tag && source.slice(tag.start, tag.end).indexOf('if');
  return tag && name !== undefined && name >= 0
    ? { start: tag.start + name, end: tag.start + name + 2 }
    : undefined;
}
