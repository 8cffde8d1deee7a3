import fc from 'fast-check';
import Handlebars from 'handlebars';
import { parseTemplate } from '../syntax/template';
import { arbitraryTemplate } from '../syntax/template.arbitrary';
import { toHandlebars } from './handlebars-ast';
import type { Helper } from './helpers';
import { interpret } from './interpret';
import type { Template } from './interpret';
import { RenderError } from './rendered-prompt';

interface Print {
  readonly fn?: (context: unknown, options?: object) => unknown;
  readonly inverse?: (context: unknown, options?: object) => unknown;
  readonly data: Record<string, unknown>;
}

/** Shows what it is given; blocks print their bodies in several ways. */
const own: Record<string, Helper> = {
  tell(...args) {
    const { fn, inverse, hash, name, ids, hashIds, data } = args.pop() as Print & Record<string, unknown>;
    const around = { path: data['contextPath'], key: data['key'], index: data['index'] };
    const given = {
      name,
      args: args.map(shown),
      hash: shown(hash),
      ids,
      hashIds,
      ...around,
      self: shown(this),
    };
    return `<${JSON.stringify({ ...given, isBlock: [typeof fn, typeof inverse] })}>`;
  },
  wrap(...args) {
    const { fn, inverse } = args.at(-1) as Print;
    return `[${String(fn?.(this))}|${String(inverse?.(args[0]))}]`;
  },
  named(value, options) {
    const { fn, data } = options as Print;
    const params = Object.assign([value, 'two'], { path: ['one', 'two'] });
    return fn?.(value, { data: { ...Handlebars.createFrame(data), key: 'k' }, blockParams: params });
  },
  all(...args) {
    const options = args.at(-1) as Print;
    return options.fn?.(args[0], options);
  },
  fail() {
    throw new Error('it failed');
  },
};

const partials: Record<string, string> = {
  p: '{{tell a}}{{@root.b}}{{> q b}}\n',
  q: 'line {{this}}\n  {{../a}}',
  block: '<{{> @partial-block}}{{#> inner}}{{a}}{{> @partial-block}}{{/inner}}>',
  inner: '({{> @partial-block b}})',
};

const path = fc.constantFrom(
  ...'a|b|a.b|b.a|this|.|../a|../../b|this.a|./b|@root.a|@index|@key|@first|@../index|@state.a|x|y|x.a|[x]|length|a.length|constructor|__proto__|f|missing.a'.split(
    '|',
  ),
);
const literal = fc.constantFrom('"a"', "'x y'", '1', '0', 'true', 'false', 'null', 'undefined');
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    path,
    path,
    literal,
    fc
      .tuple(fc.constantFrom('lookup', 'tell'), tie('value'), tie('value'))
      .map(([name, a, b]) => `(${name} ${a} ${b})`),
    fc.tuple(tie('value'), tie('value')).map(([a, b]) => `(tell ${a} k=${b})`),
  ),
}));
const hash = fc.oneof(
  fc.constant(''),
  value.map((v) => ` k=${v}`),
  fc.tuple(value, value).map(([a, b]) => ` a=${a} b=${b}`),
);
const simple = fc.oneof(
  fc.constantFrom('text', ' ', '\n', '  '),
  path.map((name) => `{{${name}}}`),
  literal.map((name) => `{{${name}}}`),
  fc.tuple(value, hash).map(([a, named]) => `{{tell ${a}${named}}}`),
  fc
    .tuple(
      fc.constantFrom('p', 'q', 'block', 'nowhere', '(lookup @root "name")', '"p"'),
      fc.oneof(fc.constant(''), value),
      hash,
    )
    .map(([name, a, named]) => `\n  {{> ${name} ${a}${named}}}\n`),
  fc.constantFrom('{{fail}}', '{{tell}}', '{{unknown 1}}', '{{> p 1 2}}', '{{! note }}'),
);
/** Only where the helper gives values: from others Handlebars takes whatever lists of its own are at hand. */
const NAMING = ['each', 'with', 'named'];
const params = fc.constantFrom('', '', ' as |x|', ' as |x y|', ' as |a|');
const { template } = fc.letrec<{ template: string; block: string }>((tie) => ({
  template: fc
    .array(fc.oneof({ depthSize: 'small' }, simple, simple, tie('block')), { maxLength: 4 })
    .map((parts) => parts.join('')),
  block: fc.oneof(
    fc
      .tuple(
        fc.constantFrom('each', 'with', 'if', 'unless', 'wrap', 'named', 'all', 'tell'),
        fc.oneof(path, value),
        params,
        tie('template'),
        tie('template'),
        fc.boolean(),
      )
      .map(
        ([name, a, names, body, other, hasElse]) =>
          `{{#${name} ${a}${NAMING.includes(name) ? names : ''}}}${body}${hasElse ? `{{else}}${other}` : ''}{{/${name}}}`,
      ),
    fc
      .tuple(fc.constantFrom('a', 'b', 'f', 'this', 'a.b', '../a'), tie('template'), tie('template'))
      .map(([name, body, other]) => `{{#${name}}}${body}{{else}}${other}{{/${name}}}`),
    fc
      .tuple(fc.constantFrom('a', 'b', 'if'), tie('template'))
      .map(([name, body]) => `{{^${name}}}${body}{{/${name}}}`),
    fc
      .tuple(fc.constantFrom('block', 'inner', 'nowhere', 'p'), hash, tie('template'))
      .map(([name, named, body]) => `{{#> ${name}${named}}}${body}{{/${name}}}`),
  ),
}));
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('', 'text', 'p', 0, 1, 2.5, true, false, null, undefined, []),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'x', 'constructor'), tie('json'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    fc.constant(function (this: unknown) {
      return typeof this;
    }),
  ),
}));
const input = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record(
      { a: json, b: json, f: json, name: fc.constantFrom('p', 'q', 'none') },
      { requiredKeys: [], noNullPrototype: true },
    ),
  },
  { weight: 1, arbitrary: json },
);

describe('interpreting a template gives what Handlebars gives', () => {
  it.each([false, true])('for generated templates and values (paths told: %s)', (paths) => {
    let printed = 0;
    fc.assert(
      fc.property(fc.oneof(template, arbitraryTemplate), input, (source, context) => {
        const [ours, theirs] = outcomes(source, context, paths);
        expect(ours).toBe(theirs);
        if (!theirs.startsWith('error:')) printed++;
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 30_000 : 1500 },
    );
    expect(printed).toBeGreaterThan(500);
  });
});

/** What both print, or the messages that they fail with. */
function outcomes(source: string, context: unknown, paths: boolean): [string, string] {
  const theirs = Handlebars.create();
  theirs.parse = (tree) => tree as unknown as hbs.AST.Program;
  theirs.registerHelper({ ...own, nothing: () => '' } as never);
  const names = ['if', 'unless', 'each', 'with', 'lookup', ...Object.keys(own)];
  const helpers = new Map(names.map((name) => [name, theirs.helpers[name] as Helper]));
  const blockHelperMissing = theirs.helpers['blockHelperMissing'] as Helper;
  const ourPartials = new Map<string, Template>();
  const options = { helpers, partials: ourPartials, blockHelperMissing, paths };
  const compile = (tree: hbs.AST.Program) =>
    theirs.compile(tree, {
      knownHelpers: Object.fromEntries([...names, 'nothing'].map((name) => [name, true])),
      knownHelpersOnly: true,
      noEscape: true,
      ...(paths && { trackIds: true }),
    });
  for (const [name, text] of Object.entries(partials)) {
    theirs.registerPartial(name, compile(treeOf(text)));
    ourPartials.set(name, interpret(treeOf(text), options));
  }
  const data = () => ({ state: { a: 'state' } });
  const strict = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
  return [
    outcome(() => interpret(treeOf(source), options)(context, { data: data() })),
    outcome(() => compile(treeOf(source))(context, { data: data(), ...strict })),
  ];
}

function treeOf(source: string): hbs.AST.Program {
  const { program } = parseTemplate(source, { start: 0, end: source.length });
  return toHandlebars(program) as unknown as hbs.AST.Program;
}

function outcome(print: () => string): string {
  try {
    return print();
  } catch (error) {
    return `error: ${failure(error as Error)}`;
  }
}

/** In the words of ours, with its place. */
function failure(error: Error): string {
  if (error instanceof RenderError) return `${error.message} - 1:${error.range?.start}`;
  return error.message
    .replace(
      /^You specified knownHelpersOnly, but used the unknown helper (.*) - /,
      'There is no helper named `$1`. - ',
    )
    .replace(/^Unsupported number of partial arguments: \d/, 'A partial takes one argument, and named ones.');
}

function shown(given: unknown): unknown {
  if (typeof given === 'function') return 'function';
  return given === undefined ? 'undefined' : given;
}
