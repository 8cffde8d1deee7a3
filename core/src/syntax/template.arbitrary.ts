import fc from 'fast-check';

/** Pieces of templates, most of them valid, joined in every order: for tests. */
const text = fc.constantFrom(
  'a',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '  \n',
  'b c\n',
  '\\',
  '\\\\',
  '"',
  "'",
  '}',
  '}}',
  '{',
  '\u00a0',
  '<p>',
);
const path = fc.constantFrom(
  'a',
  'a.b',
  '../a',
  '../../a.b',
  'this',
  '.',
  'this.a',
  './a',
  '@root.a',
  '@index',
  '@../key',
  'a/b',
  '[a b].c',
  'a.[b]',
  'a .b',
  'else1',
  'elseif',
  'äö',
  'a-b',
  'a:b',
  'as',
  '[this]',
  'nullx',
  'a\n.b',
);
const literal = fc.constantFrom(
  '"x y"',
  "'x'",
  '"a\\"b"',
  '1',
  '-1.5',
  'true',
  'false',
  'null',
  'undefined',
  '"}}"',
  '"{{"',
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    path,
    literal,
    fc
      .tuple(path, fc.array(tie('expression'), { maxLength: 2 }))
      .map(([name, args]) => `(${[name, ...args].join(' ')})`),
    fc
      .tuple(path, path, tie('expression'))
      .map(([name, key, value]) => `(${name} ${key.replace(/\W/g, '') || 'k'}=${value})`),
  ),
}));
const hash = fc
  .array(fc.tuple(fc.constantFrom('k', 'indent', '[a b]', 'as'), expression), { maxLength: 2 })
  .map((pairs) => pairs.map(([k, v]) => ` ${k}=${v}`).join(''));
const args = fc
  .tuple(fc.array(expression, { maxLength: 2 }), hash)
  .map(([list, pairs]) => list.map((arg) => ` ${arg}`).join('') + pairs);
const tilde = fc.constantFrom('', '', '', '~');
const callee = fc.oneof({ weight: 9, arbitrary: path }, { weight: 1, arbitrary: literal });
const params = fc.constantFrom('', '', '', ' as |x|', ' as |x y|');
const comment = fc.constantFrom(
  '{{! note }}',
  '{{!-- a }} b --}}',
  '{{!}}',
  '{{!----}}',
  '{{~!-- x --~}}',
  '{{!--- y ---}}',
  '{{! z ~}}',
);
const raw = fc.constantFrom(
  '{{{{r}}}} {{x}} {{{{/r}}}}',
  '{{{{r a b=1}}}}\n{{{{s}}}}x{{{{/s}}}}\n{{{{/r}}}}',
  '{{{{r}}}}{{{{/r}}}}',
);
const escaped = fc.constantFrom('\\{{a}}', '\\\\{{a}}', 'x\\{{a}} \\{{b}}', '\\{{{a}}}');
const broken = fc.constantFrom(
  '{{',
  '{{#',
  '{{a.',
  '{{> ',
  '{{json x indent=',
  '{{#each a as |',
  '{{/a}}',
  '{{a}}}',
  '{{{a}}',
  '{{else}}',
  '{{a "b}}',
  '{{(a)}}',
  '{{a.this}}',
  '{{*d}}',
  '{{a b=1 c}}',
  '{{!--',
  '\0',
  '{{{{r}}}}',
  '{{1a.5}}',
  '{{@}}',
  '{{#*inline "x"}}{{/inline}}',
  '{{a ]}}',
  '{{a [b}}',
);

const simple = fc.oneof(
  { weight: 8, arbitrary: text },
  {
    weight: 4,
    arbitrary: fc
      .tuple(tilde, callee, args, tilde)
      .map(([open, name, list, close]) => `{{${open}${name}${list}${close}}}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(tilde, path, args, tilde)
      .map(([open, name, list, close]) => `{{${open}{${name}${list}}${close}}}`),
  },
  { weight: 1, arbitrary: path.map((name) => `{{&${name}}}`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(tilde, callee, args, tilde)
      .map(([open, name, list, close]) => `{{${open}> ${name}${list}${close}}}`),
  },
  { weight: 1, arbitrary: expression.map((name) => `{{> ${name}}}`) },
  { weight: 2, arbitrary: comment },
  { weight: 1, arbitrary: raw },
  { weight: 1, arbitrary: escaped },
);

const { statements } = fc.letrec<{ statements: string; block: string }>((tie) => {
  const chain = fc
    .tuple(tilde, path, params, tilde, tie('statements'))
    .map(([open, name, names, close, body]) => `{{${open}else if ${name}${names}${close}}}${body}`);
  const last = fc.oneof(
    fc.constant(''),
    fc
      .tuple(tilde, fc.constantFrom('else', '^', ' else ', '^ '), tilde, tie('statements'))
      .map(([open, word, close, body]) => `{{${open}${word}${close}}}${body}`),
  );
  return {
    statements: fc
      .array(fc.oneof({ depthSize: 'small' }, simple, simple, tie('block')), { maxLength: 5 })
      .map((parts) => parts.join('')),
    block: fc.oneof(
      fc
        .tuple(
          fc.tuple(tilde, callee, args, params, tilde),
          tie('statements'),
          fc.array(chain, { maxLength: 2 }),
          last,
          fc.tuple(tilde, tilde),
        )
        .map(
          ([[open, name, list, names, close], body, chains, rest, [open2, close2]]) =>
            `{{${open}#${name}${list}${names}${close}}}${body}${chains.join('')}${rest}{{${open2}/${name}${close2}}}`,
        ),
      fc
        .tuple(fc.tuple(tilde, path, tilde), tie('statements'), last, fc.tuple(tilde, tilde))
        .map(
          ([[open, name, close], body, rest, [open2, close2]]) =>
            `{{${open}^${name}${close}}}${body}${rest}{{${open2}/${name}${close2}}}`,
        ),
      fc
        .tuple(fc.tuple(tilde, path, tilde), tie('statements'), fc.tuple(tilde, tilde))
        .map(
          ([[open, name, close], body, [open2, close2]]) =>
            `{{${open}#> ${name}${close}}}${body}{{${open2}/${name}${close2}}}`,
        ),
    ),
  };
});

export const arbitraryTemplate = fc.oneof(
  { weight: 8, arbitrary: statements },
  { weight: 2, arbitrary: fc.tuple(statements, broken, statements).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(statements, fc.nat())
      .map(([template, at]) => template.slice(0, at % (template.length + 1))),
  },
);
