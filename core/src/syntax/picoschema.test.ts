import { picoschema } from 'dotprompt';
import fc from 'fast-check';
import { picoschemaToJsonSchema } from './picoschema';

const named = {
  Person: { type: 'object', properties: { age: { type: 'number' } } },
  Word: { type: 'string' },
};
const resolve = (name: string) =>
  Object.hasOwn(named, name) ? named[name as keyof typeof named] : undefined;

async function dotprompts(value: unknown): Promise<unknown> {
  const result = await picoschema(structuredClone(value), {
    schemaResolver: (name) => structuredClone(resolve(name)) ?? null,
  });
  return result === null ? null : JSON.parse(JSON.stringify(result));
}

const word = fc.stringMatching(/^[a-z][a-zA-Z_]{0,6}$/);
const description = fc.option(fc.stringMatching(/^[ a-z,:.!'é-]{1,20}$/), { nil: undefined });
const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'any', 'Person', 'Word');
const scalar = fc
  .tuple(type, description)
  .map(([name, text]) => (text === undefined ? name : `${name}, ${text}`));
const { schema } = fc.letrec<{ schema: unknown; map: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('map')),
  map: fc
    .array(
      fc.oneof(
        fc.tuple(
          fc.tuple(word, fc.constantFrom('', '?')).map((key) => key.join('')),
          tie('schema'),
        ),
        fc.tuple(keyOf('array'), tie('schema')),
        fc.tuple(keyOf('object'), tie('map')),
        fc.tuple(keyOf('enum'), fc.array(fc.oneof(word, fc.integer(), fc.constant(null)))),
        fc.tuple(fc.constant('(*)'), tie('schema')),
      ),
      { maxLength: 5 },
    )
    .map((pairs) => Object.fromEntries(pairs) as Record<string, unknown>),
}));

function keyOf(kind: string) {
  return fc
    .tuple(word, fc.constantFrom('', '?'), fc.constant(kind), description)
    .map(
      ([name, optional, word, text]) => `${name}${optional}(${word}${text === undefined ? '' : `, ${text}`})`,
    );
}

describe('picoschemaToJsonSchema', () => {
  it('makes of every valid schema what Dotprompt makes of it', async () => {
    await fc.assert(
      fc.asyncProperty(schema, async (value) => {
        const result = picoschemaToJsonSchema(value, { resolve });
        expect(JSON.parse(JSON.stringify(result.schema))).toEqual(await dotprompts(value));
        expect(result.unresolved).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('reports an error for every schema that Dotprompt refuses, and for hardly another', async () => {
    // Accepted by Dotprompt, but the result is no JSON Schema.
    const accepted = /enum are|whole schema/;
    const anything = fc.oneof(
      schema,
      fc.dictionary(
        fc.constantFrom(
          'a',
          'a?',
          'a (array)',
          'a(Array)',
          'a(list)',
          'a(enum)',
          'a?(object)',
          'a(',
          'a(array',
          'a()',
        ),
        fc.oneof(scalar, fc.constantFrom('string[]', 'String', 'int', 'a | b', null, 3, true, ['x'], {})),
      ),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        const { problems } = picoschemaToJsonSchema(value, { resolve });
        const refused = await dotprompts(value).then(
          () => false,
          () => true,
        );
        const errors = problems.filter(({ severity }) => severity === 'error');
        if (refused) expect(errors).not.toEqual([]);
        else expect(errors.filter(({ message }) => !accepted.test(message))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[unknown, (string | number)[], string, unknown]>([
    [{ images: 'string[], urls' }, ['images'], 'error', { key: 'images(array, urls)', value: 'string' }],
    [{ 'a (array)': 'string' }, ['a (array)'], 'warning', { key: 'a(array)' }],
    [{ 'a? (array)': 'string' }, ['a? (array)'], 'warning', { key: 'a?(array)' }],
    [{ 'a(Array, x)': 'string' }, ['a(Array, x)'], 'error', { key: 'a(array, x)' }],
    [{ a: { b: 'Int, n' } }, ['a', 'b'], 'error', { value: 'integer, n' }],
    [{ 'x?': null }, ['x?'], 'warning', { value: 'any' }],
    [{ a: ['b'] }, ['a'], 'error', undefined],
    [['b'], [], 'error', undefined],
    [{ 'a(enum)': 'b' }, ['a(enum)'], 'error', undefined],
    ['any', [], 'error', undefined],
    [{ a: 3 }, ['a'], 'error', undefined],
    [{ type: 'string', name: 'string' }, ['type'], 'warning', undefined],
    [{ 'a(array, b (c))': 'string' }, ['a(array, b (c))'], 'warning', undefined],
    [{ a: '"x" | "y"' }, ['a'], 'error', undefined],
    [{ user: { type: 'object', properties: {} } }, ['user', 'type'], 'error', { value: 'any' }],
  ])('diagnoses %j', (value, path, severity, fix) => {
    const { problems } = picoschemaToJsonSchema(value);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path, severity, ...(fix ? { fix } : {}) });
    if (fix === undefined) expect(problems[0]).not.toHaveProperty('fix');
  });

  it('names the schemas that it could not find', () => {
    expect(picoschemaToJsonSchema({ 'a?(array)': 'Ticket, one' })).toMatchObject({
      problems: [],
      unresolved: [{ name: 'Ticket', path: ['a?(array)'] }],
    });
  });

  it('passes JSON Schema through', () => {
    const value = { type: 'object', properties: { a: { type: 'string' } } };
    expect(picoschemaToJsonSchema(value).schema).toBe(value);
  });

  it('survives any value', () => {
    fc.assert(fc.property(fc.anything(), (value) => void picoschemaToJsonSchema(value)));
    const circle: Record<string, unknown> = {};
    circle.a = circle;
    expect(picoschemaToJsonSchema(circle).problems).toHaveLength(1);
  });
});
