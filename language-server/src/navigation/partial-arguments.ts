import { resolvePath, type PathExpression } from '@prompthub/core';
import type { PromptDocument } from '../documents';
import type { Edit } from './edits';
import type { PartialCall } from './partial-calls';

/** Adds `key=value` behind what a partial is given already. */
export function argumentEdit(document: PromptDocument, { node, range }: PartialCall, argument: string): Edit {
  const last = node.hash ?? node.params.at(-1);
  const end = last?.range.end ?? (node.name.type === 'StringLiteral' ? node.name.range.end : range.end);
  return { document, range: { start: end, end }, newText: ` ${argument}` };
}

/** How the caller writes what the partial would read as `name`; undefined when its context is computed. */
export function memberExpression(
  document: PromptDocument,
  { node, scope }: PartialCall,
  name: string,
): string | undefined {
  const [context] = node.params;
  if (context && context.type !== 'PathExpression') return undefined;
  if (!context) {
    const bare: PathExpression = {
      type: 'PathExpression',
      range: node.range,
      ...{ data: false, depth: 0, parts: [{ name, range: node.range }], original: name, isThis: false },
    };
    const isShadowed = resolvePath(bare, scope, document.analysis).kind === 'block-param';
    return isShadowed ? `this.${name}` : name;
  }
  if (context.original === '.') return `this.${name}`;
  const separator = context.original.endsWith('..') ? '/' : '.';
  return `${context.original}${separator}${name}`;
}
