import type { Program, Statement, TemplateNode } from './ast';
import type { Range } from './positions';
import { visit } from './visit';

/** Levels of the tree (a block makes two). Rendering recurses, here and in Dotprompt. */
export const MAX_LEVELS = 1000;

/** Dotprompt, which compiles them, takes an eighth of a millisecond for each; we take a tenth of that. */
export const MAX_TAGS = 20_000;

/** Why a template cannot be rendered although each of its tags is right. */
export interface Excess {
  readonly code: 'template-too-deep' | 'template-too-large';
  readonly message: string;
  /** The first tag that is too much. */
  readonly range: Range;
}

const known = new WeakMap<Program, Excess | undefined>();

/** Undefined for a template that is small and shallow enough. Walks it once, however often it is asked. */
export function templateExcess(template: Program): Excess | undefined {
  if (!known.has(template)) known.set(template, findExcess(template));
  return known.get(template);
}

function findExcess(template: Program): Excess | undefined {
  let tags = 0;
  let excess: Excess | undefined;
  visit(template, (node, parents) => {
    if (excess) return false;
    if (parents.length > MAX_LEVELS) excess = tooDeep(node, parents);
    else if (isTag(node) && ++tags > MAX_TAGS) excess = tooLarge(node);
    return parents.length < MAX_LEVELS && isFlat(node) ? false : undefined;
  });
  return excess;
}

/** True for most tags: what is in them has nothing inside itself, and need not be looked at. */
function isFlat(node: TemplateNode): boolean {
  if (node.type !== 'MustacheStatement') return false;
  return node.hash === undefined && node.params.every(({ type }) => type !== 'SubExpression');
}

function tooDeep(node: TemplateNode, parents: readonly TemplateNode[]): Excess {
  const statement = [...parents, node].findLast(isTag);
  const message = `This is nested more than ${MAX_LEVELS} levels deep (a block makes two), which cannot be rendered. Move it into a partial.`;
  return { code: 'template-too-deep', message, range: statement ? head(statement) : node.range };
}

function tooLarge(statement: Statement): Excess {
  const message = `The template has more than ${MAX_TAGS} tags, which cannot be rendered. Move parts of it into partials, or repeat them with \`{{#each}}\`.`;
  return { code: 'template-too-large', message, range: head(statement) };
}

function isTag(node: TemplateNode): node is Statement {
  return node.type.endsWith('Statement') && node.type !== 'ContentStatement';
}

function head(statement: Statement): Range {
  return 'openRange' in statement ? statement.openRange : statement.range;
}
