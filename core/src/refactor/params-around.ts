import type { BlockStatement } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import { visit } from '../syntax/visit';

/** The names that the blocks around a range bring. */
export function paramsAround({ template }: PromptTree, { start, end }: Range): string[] {
  const names: string[] = [];
  const isInside = ({ program }: BlockStatement): boolean =>
    program.range.start <= start && end <= program.range.end;
  visit(template, (node) => {
    if (node.range.end < start || end < node.range.start) return false;
    if (node.type === 'BlockStatement' && isInside(node))
      names.push(...node.program.blockParams.map(({ name }) => name));
    return undefined;
  });
  return names;
}
