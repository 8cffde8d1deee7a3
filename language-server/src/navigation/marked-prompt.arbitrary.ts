import fc from 'fast-check';

/**
 * Prompts that know what each of their names means, because they were built so: an oracle that shares nothing with the
 * analysis. Few names for many things, so that they hide each other wherever they can.
 */
export interface MarkedPrompt {
  readonly text: string;
  /** Every name of the text in its order. `meaning` is a path (`xs/*\/a`), or `|n` for the n-th block parameter. */
  readonly names: readonly { readonly start: number; readonly end: number; readonly meaning: string }[];
}

/** What the inputs are: a string, a list (`*` is its element) or an object. */
const MODEL: Readonly<Record<string, readonly string[]>> = {
  '': ['a', 'b', 'xs', 'o'],
  'xs/*': ['a', 'c'],
  o: ['a', 'b', 'o'],
  'o/o': ['c'],
};
const LISTS = ['xs'];

export const INPUT = {
  a: 'root a',
  b: 'root b',
  xs: [
    { a: 'first a', c: 'first c' },
    { a: 'second a', c: 'second c' },
  ],
  o: { a: 'o a', b: 'o b', o: { c: 'o o c' } },
};

const HEAD = mark(`---
input:
  schema:
    ‹a:a›: string
    "‹b:b›?": string
    ‹xs:xs›(array, some): { ‹xs/*/a:a›: string, ‹xs/*/c:c›: string }
    ‹o:o›(object):
      ‹o/a:a›: string
      ‹o/b:b›: string
      ‹o/o:o›(object): { ‹o/o/c:c›: string }
  default: { ‹b:b›: root b, ‹o:o›: { ‹o/a:a›: x } }
prompthub.tests:
  - vars: { ‹a:a›: x, ‹xs:xs›: [ { ‹xs/*/a:a›: y }, { ‹xs/*/c:c›: z, ‹xs/*/a:a›: y } ] }
    assert: [ { type: contains, value: "{{‹a:a›}} {{ ‹o:o›.‹o/o:o›.‹o/o/c:c› }}" } ]
---
`);

interface Piece {
  readonly kind: 'print' | 'if' | 'each' | 'with' | 'look up';
  readonly choice: number;
  readonly params: readonly string[];
  readonly body: readonly Piece[];
}

const leaf = fc.record({
  kind: fc.constantFrom('print', 'look up'),
  choice: fc.nat(1000),
  params: fc.constant([]),
  body: fc.constant([]),
});
const { piece } = fc.letrec<{ piece: Piece }>((tie) => ({
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom('if', 'each', 'with'),
      choice: fc.nat(1000),
      params: fc.uniqueArray(fc.constantFrom('a', 'o', 'p'), { maxLength: 2 }),
      body: fc.array(tie('piece'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

export const markedPrompts: fc.Arbitrary<MarkedPrompt> = fc
  .array(piece, { minLength: 1, maxLength: 5 })
  .map((pieces) => {
    const counter = { params: 0 };
    const root: Scope = { context: '', params: new Map(), outer: undefined };
    return read(HEAD + pieces.map((each) => printed(each, root, counter)).join(' '));
  });

interface Scope {
  readonly context: string;
  /** Name → its meaning, and the path of what it holds. */
  readonly params: ReadonlyMap<string, { readonly meaning: string; readonly path: string | undefined }>;
  readonly outer: Scope | undefined;
}

/** An expression with its marks, and the path of its value; undefined for what is no input. */
interface Expression {
  readonly marked: string;
  readonly path: string | undefined;
}

function printed(piece: Piece, scope: Scope, counter: { params: number }): string {
  const all = expressionsIn(scope);
  const pick = (fits: (path: string) => boolean): Expression | undefined => {
    const fitting = all.filter(({ path }) => path !== undefined && fits(path));
    return fitting[piece.choice % Math.max(1, fitting.length)];
  };
  const inside = (inner: Scope): string => piece.body.map((each) => printed(each, inner, counter)).join(' ');
  if (piece.kind === 'look up') {
    const owner = pick((path) => path in MODEL);
    const name = MODEL[owner?.path ?? '']?.[piece.choice % 2];
    if (owner && name) return `{{lookup ${owner.marked} "${mark(`‹${below(owner.path, name)}:${name}›`)}"}}`;
  }
  if (piece.kind === 'if') {
    const condition = all[piece.choice % all.length]?.marked ?? 'this';
    return `{{#if ${condition}}}${inside(scope)}{{else}}${inside(scope)}{{/if}}`;
  }
  const opened = pickSubject(piece.kind, scope, pick);
  if ((piece.kind !== 'each' && piece.kind !== 'with') || !opened)
    return `{{${all[piece.choice % all.length]?.marked ?? 'this'}}}`;
  const context = piece.kind === 'each' ? below(opened.path, '*') : (opened.path ?? '');
  const params = new Map(scope.params);
  const names = piece.params.slice(0, piece.kind === 'each' ? 2 : 1).map((name, index) => {
    const meaning = `|${counter.params++}`;
    params.set(name, { meaning, path: index === 0 ? context : undefined });
    return mark(`‹${meaning}:${name}›`);
  });
  const as = names.length > 0 ? ` as |${names.join(' ')}|` : '';
  // Handlebars opens no new level for what `this` is already.
  const outer = context === scope.context ? scope.outer : scope;
  return `{{#${piece.kind} ${opened.marked}${as}}}${inside({ context, params, outer })}{{/${piece.kind}}}`;
}

/**
 * What a block can be about. Inside of a loop, neither its own list again nor one of its elements by another name: whether
 * Handlebars opens a new level for that depends on the turn of the loop.
 */
function pickSubject(
  kind: Piece['kind'],
  scope: Scope,
  pick: (fits: (path: string) => boolean) => Expression | undefined,
): Expression | undefined {
  const inLoop = scope.context === 'xs/*';
  if (kind === 'each') return inLoop ? undefined : pick((path) => LISTS.includes(path));
  const subject = pick((path) => path in MODEL && path !== '');
  return inLoop && subject?.path === scope.context && subject.marked !== 'this' ? undefined : subject;
}

/** Everything that can be written in a scope, by Handlebars' rules. */
function expressionsIn({ context, params, outer }: Scope): Expression[] {
  const found: Expression[] = [{ marked: 'this', path: context }];
  for (const [name, { meaning, path }] of params) {
    const own = { marked: mark(`‹${meaning}:${name}›`), path };
    found.push(own, ...membersOf(own, '.'));
  }
  const bare = (MODEL[context] ?? []).filter((name) => !params.has(name));
  for (const name of bare) {
    const own = { marked: mark(`‹${below(context, name)}:${name}›`), path: below(context, name) };
    found.push(own, ...membersOf(own, '.'));
  }
  found.push(
    ...membersOf({ marked: 'this', path: context }, '.'),
    ...membersOf({ marked: '.', path: context }, '/'),
  );
  found.push(...membersOf({ marked: '@root', path: '' }, '.'));
  if (outer) found.push(...membersOf({ marked: '..', path: outer.context }, '/'));
  return found;
}

function membersOf({ marked, path }: Expression, separator: string): Expression[] {
  return (path === undefined ? [] : (MODEL[path] ?? [])).map((name) => ({
    marked: marked + separator + mark(`‹${below(path, name)}:${name}›`),
    path: below(path, name),
  }));
}

function below(path: string | undefined, name: string): string {
  return path ? `${path}/${name}` : name;
}

/** `‹meaning:name›` in characters that no prompt has. */
function mark(text: string): string {
  return text
    .replaceAll('‹', '\ue000')
    .replaceAll('›', '\ue002')
    .replaceAll(/(?<=\ue000[^\ue002:]*):/g, '\ue001');
}

function read(marked: string): MarkedPrompt {
  const names: { start: number; end: number; meaning: string }[] = [];
  let text = '';
  for (const part of marked.split(/(\ue000[^\ue002]*\ue002)/)) {
    const [, meaning, name] = /^\ue000([^\ue001]*)\ue001(.*)\ue002$/.exec(part) ?? [];
    if (meaning !== undefined && name !== undefined)
      names.push({ start: text.length, end: text.length + name.length, meaning });
    text += name ?? part;
  }
  return { text, names };
}

/** The value with the last key of a path renamed; `*` stands for each element. */
export function withKeyRenamed(
  value: unknown,
  [step = '', ...rest]: readonly string[],
  newName: string,
): unknown {
  if (Array.isArray(value)) return value.map((item) => withKeyRenamed(item, rest, newName));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      if (key !== step) return [key, child];
      return rest.length === 0 ? [newName, child] : [key, withKeyRenamed(child, rest, newName)];
    }),
  );
}
