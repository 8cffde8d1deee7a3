import type { PathExpression, Statement } from '../syntax/ast';
import type { PromptTree } from '../syntax/tree';
import type { PartialTrees } from './analyze';

/** More than this of a prompt is not put together only to be counted. UTF-16 units, and values. */
const MAX_LENGTH = 2_000_000;
const MAX_PRINTED = 10_000;
const MAX_DEPTH = 50;

/** What a prompt has at the least, whatever its conditions and loops come to. */
export interface LeastText {
  /** What stands outside of blocks, in partials too. */
  readonly text: string;
  /** The values that are printed there. */
  readonly printed: readonly PathExpression[];
}

export function leastText({ template }: PromptTree, partials: PartialTrees): LeastText {
  const printed: PathExpression[] = [];
  const pieces: string[] = [];
  let length = 0;
  const read = (body: readonly Statement[], { depth, isRoot }: { depth: number; isRoot: boolean }): void => {
    for (const statement of body) {
      if (length > MAX_LENGTH || printed.length > MAX_PRINTED) return;
      if (statement.type === 'ContentStatement') {
        pieces.push(statement.value);
        length += statement.value.length;
      } else if (statement.type === 'MustacheStatement') {
        const isValue = statement.path.type === 'PathExpression' && statement.params.length === 0;
        if (isValue && isRoot) printed.push(statement.path);
      } else if (statement.type === 'PartialStatement' && statement.name.type === 'PathExpression') {
        const partial = depth < MAX_DEPTH ? partials.get(statement.name.original) : undefined;
        // What is passed to a partial changes what its names mean.
        const isPlain = statement.params.length === 0 && !statement.hash;
        if (partial) read(partial.template.body, { depth: depth + 1, isRoot: isRoot && isPlain });
      }
    }
  };
  read(template.body, { depth: 0, isRoot: true });
  return { text: pieces.join(''), printed };
}

/** The text that a path prints for these values; empty for what is no text or number. */
export function printedText(path: PathExpression, values: Readonly<Record<string, unknown>>): string {
  if (path.data || path.depth > 0) return '';
  let value: unknown = values;
  for (const { name } of path.parts) {
    const has = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    value = has ? Reflect.get(value as object, name) : '';
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
