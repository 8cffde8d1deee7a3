import fc from 'fast-check';
import { parse } from '../parse';
import { picoschemaToJsonSchema } from '../syntax/picoschema';
import { visit } from '../syntax/visit';
import type { DataArgument } from './rendered-prompt';

/** Inputs for a prompt, made from its schema where it has one, else from the names in its template: for tests. */
export function arbitraryData(source: string): fc.Arbitrary<DataArgument> {
  return fc.record(
    {
      input: arbitraryInput(source),
      context: fc.dictionary(fc.constantFrom('state', 'auth', 'user'), json, { maxKeys: 2 }),
      messages: fc.array(
        fc.record({
          role: fc.constantFrom('user' as const, 'model' as const),
          content: fc.constant([{ text: 'past' }]),
        }),
        { maxLength: 3 },
      ),
      docs: fc.constant([{ content: [{ text: 'a document' }] }]),
    },
    { requiredKeys: ['input'] },
  );
}

const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\n',
    'two\nlines',
    '<b>&"\'',
    '{{x}}',
    '\\',
    '💡',
    'data:image/png;base64,AAAA',
    'true',
    '0',
  ),
  fc.string({ maxLength: 8 }),
);

const address = fc.constantFrom('https://example.com/a.png?b=c', 'data:image/png;base64,AAAA', 'x');

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('name', 'title', 'url', 'text', 'a', 'b', 'kind'), tie('json'), {
      maxKeys: 3,
    }),
  ),
}));

function arbitraryInput(source: string): fc.Arbitrary<Record<string, unknown>> {
  const tree = parse(source);
  const input = tree.frontmatter?.value['input'] as { schema?: unknown } | undefined;
  const { schema } = picoschemaToJsonSchema(input?.schema);
  const names = new Set<string>();
  const media = new Set<string>();
  visit(tree.template, (node, parents) => {
    const call = parents.findLast(({ type }) => type === 'MustacheStatement');
    const inMedia =
      call?.type === 'MustacheStatement' &&
      call.path.type === 'PathExpression' &&
      call.path.original === 'media';
    if (inMedia && node.type === 'PathExpression') media.add(node.parts[0]?.name ?? '');
    if (node.type === 'PathExpression' && !node.data && node.parts[0]) names.add(node.parts[0].name);
  });
  const loose = Object.fromEntries([...names].map((name) => [name, json]));
  const strict = schema
    ? Object.fromEntries(
        Object.entries(propertiesOf(schema)).map(([name, part]) => [name, arbitraryValue(part)]),
      )
    : {};
  // Dotprompt cuts addresses at blanks (docs/deviations.md).
  const addresses = Object.fromEntries([...media].map((name) => [name, address]));
  return fc.record({ ...loose, ...strict, ...addresses }, { requiredKeys: [] });
}

function propertiesOf(schema: Record<string, unknown>): Record<string, Record<string, unknown>> {
  return (schema['properties'] ?? {}) as Record<string, Record<string, unknown>>;
}

function arbitraryValue(schema: Record<string, unknown>): fc.Arbitrary<unknown> {
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const types = [schema['type']].flat();
  return fc.oneof(...types.map((type) => arbitraryOfType(type, schema)));
}

function arbitraryOfType(type: unknown, schema: Record<string, unknown>): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return text;
    case 'integer':
      return fc.integer();
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(arbitraryValue((schema['items'] ?? {}) as Record<string, unknown>), { maxLength: 3 });
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(propertiesOf(schema)).map(([name, part]) => [name, arbitraryValue(part)]),
        ),
      );
    default:
      return json;
  }
}
