import type { Expression, PathExpression } from './ast';

const BRACKET = 0x5b;

/** `[a b]` is the name `a b`. (As in Handlebars, not when a line break stands between the brackets.) */
export function bareSegment(token: string): string {
  return token.charCodeAt(0) === BRACKET && /^\[.*\]$/.test(token) ? token.slice(1, -1) : token;
}

/**
 * A path as Handlebars names it (its `original`): without brackets and blanks, e.g. `a b/c` for `[a b] /c`. This is
 * the name that helpers, partials and closing tags are compared by.
 */
export function pathName(path: PathExpression): string {
  const { original } = path;
  if (!/[[\s]/.test(original)) return original;
  return original.replace(/\[(?:\\\]|[^\]])*\]|\s+/g, (text) =>
    text.startsWith('[') ? bareSegment(text.replace(/\\([\\\]])/g, '$1')) : '',
  );
}

/** What a closing tag must repeat: the name or literal, compared by `===`; a fresh symbol when there is no such thing. */
export function closingName(callee: Expression): unknown {
  switch (callee.type) {
    case 'PathExpression':
      return pathName(callee);
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return callee.value;
    case 'NullLiteral':
      return null;
    case 'ErrorNode':
      return Symbol('error');
    default:
      return undefined;
  }
}
