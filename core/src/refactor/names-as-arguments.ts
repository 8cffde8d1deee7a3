import type { TextEdit } from '../diagnostic';
import { analyze } from '../model/analyze';
import type { Expression, PathExpression } from '../syntax/ast';
import type { PromptTree } from '../syntax/tree';
import type { MovedPath, MovedText } from './moved-paths';
import { refused } from './refactoring';

export const UNCERTAIN = 'It cannot be told what `../` means in the blocks of the partial.';

/** What a use of a partial hands over. */
export interface Given {
  /** What `this` is in the partial; undefined for what it is around the call. */
  readonly context: PathExpression | undefined;
  readonly values: ReadonlyMap<string, Expression>;
}

/** The place that a partial's text moves to. */
export interface Target extends Given {
  /** Names that blocks around the call bring. */
  readonly blockParams: ReadonlySet<string>;
  readonly isHelper: (name: string) => boolean;
}

export interface Rewritten {
  /** In the partial's source. */
  readonly edits: readonly TextEdit[];
  /** The paths that are still there afterwards. */
  readonly kept: readonly MovedPath[];
}

/** Writes the names of a partial as its caller has to say them. */
export function namesAsArguments(
  partial: PromptTree,
  { paths, wholeReaders }: MovedText,
  target: Target,
): Rewritten | { readonly refusal: string } {
  const { context, values, blockParams } = target;
  const isPlain = !context && values.size === 0;
  const [reader] = wholeReaders;
  if (reader && !isPlain) return refused(`The partial hands what it is given on to \`${reader.name}\`.`);
  if (reader?.kind === 'partial-block') return refused('The partial uses another one with a body.');
  const analysis = analyze(partial, { helpers: [] });
  const edits: TextEdit[] = [];
  const kept: MovedPath[] = [];
  for (const path of paths) {
    const { node, level, isCertain, isCall } = path;
    const isNamed =
      isCall ||
      analysis.byNode.get(node)?.position === 'helper' ||
      (path.position === 'head' && target.isHelper(node.original));
    if (node.depth > 0 && !isCertain) return refused(UNCERTAIN);
    if (node.depth > level) return refused('The partial looks out of itself with `../`.');
    if (isNamed || node.data) {
      if (isNamed && blockParams.has(node.original))
        return refused(`\`${node.original}\` is a helper in the partial, and a name of a block here.`);
      kept.push(path);
      continue;
    }
    const edit = isPlain ? unshadowed(path, target) : substituted(path, target);
    if (typeof edit === 'string') return refused(edit);
    if (edit) edits.push(edit.edit);
    if (!edit?.isText) kept.push(path);
  }
  return { edits: edits.sort((left, right) => left.range.start - right.range.start), kept };
}

interface Substitution {
  readonly edit: TextEdit;
  /** True when text stands where the tag stood. */
  readonly isText: boolean;
}

/** A name that a block around the call has, too, means what it meant when `this.` says so. */
function unshadowed(
  { node, position, ownParams }: MovedPath,
  { blockParams }: Target,
): Substitution | string | undefined {
  const [head] = node.parts;
  const isSafe =
    !head || node.depth > 0 || node.isThis || ownParams.has(head.name) || !blockParams.has(head.name);
  if (isSafe) return undefined;
  if (position === 'block') return `A block over \`${head.name}\` would mean the name of a block here.`;
  const at = { start: node.range.start, end: node.range.start };
  return { edit: { range: at, newText: 'this.' }, isText: false };
}

/** A name of the partial's context, as it has to be written at the call; a sentence where it cannot be. */
function substituted(path: MovedPath, target: Target): Substitution | string | undefined {
  const { node, level, isCertain, position, ownParams } = path;
  const { context, values } = target;
  const [head] = node.parts;
  if (head && node.depth === 0 && !node.isThis && ownParams.has(head.name)) return undefined;
  if (isCertain && node.depth < level) return unshadowed(path, target);
  if (!isCertain) return UNCERTAIN;
  // Where the context is missing, `this` is an empty object in a partial, and nothing here.
  const isSame = values.size === 0 && (!context || context.original === '@root');
  if (!head) {
    if (!isSame) return 'The partial uses all that it is given at once.';
  } else if (head.name === 'length' && values.size > 0) return '`length` would not be that of the arguments.';
  const value = head && values.get(head.name);
  if (!value && !context) return unshadowed(path, target);
  if (position === 'block') return 'The partial has a block over what it is given.';
  if (value && value.type !== 'PathExpression') return asText(path, value);
  const whole = value ?? context;
  if (!whole) return undefined;
  const rest = (value ? node.parts.slice(1) : node.parts).map(({ name }) => segment(name));
  const written = join(whole, rest, { level, ownParams, target });
  if (written === undefined) return `\`${whole.original}\` means something else inside of the partial.`;
  const isBare = /^[\w-]+$/.test(written) && position === 'head' && target.isHelper(written);
  const newText = isBare && !target.blockParams.has(written) ? `this.${written}` : written;
  if (isBare && target.blockParams.has(written)) return `\`${written}\` is the name of a helper, too.`;
  return { edit: { range: node.range, newText }, isText: false };
}

/** A path of the caller, as it is written inside of blocks. */
function join(
  { original, data, depth, isThis, parts }: PathExpression,
  rest: readonly string[],
  { level, ownParams, target }: { level: number; ownParams: ReadonlySet<string>; target: Target },
): string | undefined {
  const [head] = parts;
  const isParam = head !== undefined && !data && depth === 0 && !isThis && target.blockParams.has(head.name);
  if (isParam && ownParams.has(head.name)) return undefined;
  if (data && head?.name !== 'root') return level > 0 ? undefined : [original, ...rest].join('.');
  if (data || isParam) return [original, ...rest].join('.');
  const names = [...parts.map(({ name }) => segment(name)), ...rest];
  const up = '../'.repeat(level + depth);
  if (names.length > 0) {
    const own = names.join('.');
    return up === '' && (isThis || ownParams.has(names[0] ?? '')) ? `this.${own}` : up + own;
  }
  return up === '' ? 'this' : up.slice(0, -1);
}

/** A literal that the partial prints: the text itself. */
function asText({ node, printedBy }: MovedPath, value: Expression): Substitution | string {
  const isLiteral = value.type === 'StringLiteral' || value.type === 'NumberLiteral';
  if (!isLiteral || node.parts.length > 1)
    return `The argument \`${node.parts[0]?.name ?? ''}\` is computed.`;
  const text = String(value.value);
  if (!printedBy) return `The partial does more with the argument \`${node.original}\` than print it.`;
  if (text.trim() !== text || text === '' || /[{}\\\n\r]/.test(text))
    return `The text of the argument \`${node.original}\` would not stay as it is in the template.`;
  return { edit: { range: printedBy, newText: text }, isText: true };
}

function segment(name: string): string {
  return /^[A-Za-z_][\w-]*$|^\d+$/.test(name) ? name : `[${name}]`;
}
