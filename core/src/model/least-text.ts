import type { Expression, Statement } from '../syntax/ast';
import type { PromptTree } from '../syntax/tree';
import type { PartialTrees } from './analyze';

/** More than this of a prompt is not put together only to be counted. UTF-16 units. */
const MAX_LENGTH = 2_000_000;
const MAX_DEPTH = 50;

interface Surroundings {
  readonly partials: PartialTrees;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The text that a prompt has at the least, whatever its conditions and loops come to: what stands outside of blocks, its
 * partials included, and the values that are printed there.
 */
export function leastText({ template }: PromptTree, surroundings: Surroundings): string {
  let length = 0;
  const read = (body: readonly Statement[], depth: number): string => {
    const pieces = body.map((statement) => {
      const text = length > MAX_LENGTH ? '' : textOf(statement, depth);
      length += text.length;
      return text;
    });
    return pieces.join('');
  };
  const textOf = (statement: Statement, depth: number): string => {
    if (statement.type === 'ContentStatement') return statement.value;
    if (statement.type === 'MustacheStatement' && statement.params.length === 0)
      return valueOf(statement.path, surroundings.values);
    if (statement.type !== 'PartialStatement' || statement.name.type !== 'PathExpression') return '';
    const partial = depth < MAX_DEPTH ? surroundings.partials.get(statement.name.original) : undefined;
    // What is passed to a partial changes what its names mean.
    const isPlain = statement.params.length === 0 && !statement.hash;
    if (!partial) return '';
    return isPlain ? read(partial.template.body, depth + 1) : contentOf(partial.template.body);
  };
  return read(template.body, 0);
}

function contentOf(body: readonly Statement[]): string {
  return body.map((statement) => (statement.type === 'ContentStatement' ? statement.value : '')).join('');
}

function valueOf(path: Expression, values: Readonly<Record<string, unknown>>): string {
  if (path.type !== 'PathExpression' || path.data || path.depth > 0) return '';
  let value: unknown = values;
  for (const { name } of path.parts)
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? Reflect.get(value, name)
        : '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
