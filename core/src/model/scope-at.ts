import type { Program, Statement } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';
import { analyze, type Analysis } from './analyze';
import type { Variable } from './input-schema';
import { placeOf } from './resolve';
import { describeType, memberOf, propertiesOf, typeNames, typeOfValue, type Type } from './schema-types';
import { blockParam, outward, type Scope } from './scope';

/** A name that may be written at some place of the template. */
export interface VisibleName {
  readonly name: string;
  readonly kind: 'input' | 'property' | 'block-param' | 'data';
  readonly type: Type;
  /** In a few words: `string`, `list of object`. */
  readonly typeText: string;
  readonly description: string | undefined;
  readonly declaration: Range | undefined;
}

/** What can be named at one offset of a template. */
export interface ScopeAt {
  /** Variables, properties of `this`, block parameters and `@data` names, nearest first. */
  readonly names: readonly VisibleName[];
  /** What `this` is. */
  readonly context: Variable;
  /** True when `this` is the prompt's whole input. */
  readonly isRoot: boolean;
  /**
   * The names that may follow a path and a dot: `membersOf('user.address')`, `membersOf('this')`, `membersOf('..')`,
   * `membersOf('@root')`. Empty when nothing is known.
   */
  membersOf(path: string): readonly VisibleName[];
}

/** Works in half-typed states too: the place decides, not whether the tag around it is finished. */
export function scopeAt(tree: PromptTree, offset: number, analysis: Analysis = analyze(tree)): ScopeAt {
  const { start, end } = tree.templateRange;
  const program = programAt(tree.template, Math.max(start, Math.min(offset, end)));
  const scope = analysis.scopes.get(program) ?? analysis.root;
  return {
    names: [
      ...blockParams(scope),
      ...members(scope.context, scope.isRoot ? 'input' : 'property', analysis),
      ...dataNames(scope),
    ],
    context: scope.context,
    isRoot: scope.isRoot,
    membersOf: (path) => {
      if (path === '@metadata') return METADATA;
      const variable = variableAt(path, scope, analysis);
      return variable ? members(variable, isInput(variable) ? 'input' : 'property', analysis) : [];
    },
  };
}

/** The innermost body around an offset; the template itself when it stands in no block. */
export function programAt(root: Program, offset: number): Program {
  let program = root;
  for (;;) {
    const statement = statementAt(program.body, offset);
    const next =
      statement && bodiesOf(statement).find(({ range }) => range.start <= offset && offset <= range.end);
    if (next === undefined || next === program) return program;
    program = next;
  }
}

function statementAt(body: readonly Statement[], offset: number): Statement | undefined {
  let low = 0;
  let high = body.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((body[middle]?.range.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const here = body[low];
  const before = body[low - 1];
  if (here && here.range.start < offset) return here;
  // At the end of an unclosed block one is still inside of it.
  const open =
    before?.type === 'BlockStatement' && before.closeRange === undefined && before.range.end === offset;
  return open ? before : here;
}

function bodiesOf(statement: Statement): readonly Program[] {
  if (statement.type === 'PartialBlockStatement') return [statement.program];
  if (statement.type !== 'BlockStatement') return [];
  return statement.inverse ? [statement.program, statement.inverse] : [statement.program];
}

function variableAt(path: string, scope: Scope, { input, root }: Analysis): Variable | undefined {
  const up = /^(?:\.\.\/?)+/.exec(path)?.[0] ?? '';
  const depth = up.split('..').length - 1;
  const parts = path
    .slice(up.length)
    .split(/[./]/)
    .filter((part) => part !== '');
  let at: Variable | undefined;
  if (parts[0] === '@root') {
    parts.shift();
    at = root.context;
  } else if (parts[0]?.startsWith('@')) {
    return undefined;
  } else if (parts[0] === 'this') {
    parts.shift();
    at = outward(scope, depth)?.context;
  } else {
    const param = depth === 0 && parts[0] !== undefined ? blockParam(scope, parts[0]) : undefined;
    if (param) parts.shift();
    at = param ?? outward(scope, depth)?.context;
  }
  for (const part of parts) {
    if (at === undefined) return undefined;
    const name = part.replace(/^\[|\]$/g, '');
    const member = memberOf(at.type, name);
    const fallback =
      isInput(at) && !input.variables.has(name) ? typeOfValue(input.defaults[name]) : undefined;
    if (!member.found && fallback === undefined) return undefined;
    const type = member.found ? (member.type ?? fallback) : fallback;
    at = { type, ...placeOf(at, name, input) };
  }
  return at;
}

function isInput({ path }: Variable): boolean {
  return path?.length === 2 && path[0] === 'input' && path[1] === 'schema';
}

function members(variable: Variable, kind: 'input' | 'property', { input }: Analysis): VisibleName[] {
  const declared = propertiesOf(variable.type).map(([name, type]) =>
    visible(name, kind, { type, ...placeOf(variable, name, input) }),
  );
  if (isInput(variable)) return [...declared, ...defaultsOf(input)];
  const names = typeNames(variable.type);
  return names?.has('array') || names?.has('string') ? [...declared, LENGTH] : declared;
}

/** Inputs that have a default and no schema. */
function defaultsOf({ defaults, variables }: Analysis['input']): VisibleName[] {
  return Object.entries(defaults)
    .filter(([name]) => !variables.has(name))
    .map(([name, value]) => visible(name, 'input', { type: typeOfValue(value) }));
}

function blockParams(scope: Scope): VisibleName[] {
  const names = new Map<string, VisibleName>();
  for (let each: Scope | undefined = scope; each; each = each.named) {
    for (const [name, variable] of each.blockParams) {
      if (!names.has(name)) names.set(name, visible(name, 'block-param', variable));
    }
  }
  return [...names.values()];
}

const LOOP_DATA: readonly [string, string, string][] = [
  ['@index', 'integer', 'The place in the list, from 0.'],
  ['@key', 'string', 'The key in the object, or the place in the list.'],
  ['@first', 'boolean', 'Whether this is the first item.'],
  ['@last', 'boolean', 'Whether this is the last item.'],
];

const LENGTH = visible('length', 'property', { type: { type: 'integer' } }, 'How many there are.');

const METADATA: readonly VisibleName[] = [
  visible('prompt', 'property', { type: { type: 'object' } }, 'What the frontmatter says.'),
  visible('docs', 'property', { type: { type: 'array' } }, 'The documents that came with the input.'),
  visible('messages', 'property', { type: { type: 'array' } }, 'The conversation so far.'),
];

function dataNames(scope: Scope): VisibleName[] {
  const root = visible('@root', 'data', { type: undefined }, 'The prompt’s whole input.');
  const metadata = visible(
    '@metadata',
    'data',
    { type: undefined },
    'The prompt’s metadata, documents and messages.',
  );
  const loop = scope.loop ? LOOP_DATA : [];
  return [
    ...loop.map(([name, type, text]) => visible(name, 'data', { type: { type } }, text)),
    root,
    metadata,
  ];
}

function visible(
  name: string,
  kind: VisibleName['kind'],
  { type, declaration }: Variable,
  text?: string,
): VisibleName {
  const description = text ?? (typeof type?.description === 'string' ? type.description : undefined);
  return { name, kind, type, typeText: describeType(type), description, declaration };
}
