import { parse } from '../parse';
import { analyze } from './analyze';
import { inputProperties } from './input-properties';

/** `path: name as written`, and where it is required. */
function properties(schema: string): string[] {
  const tree = parse(`---\ninput:\n  schema:\n${schema.replaceAll(/^/gm, '    ')}\n---\nHi`);
  return inputProperties(tree, analyze(tree).input).map(({ path, range, requiredAt }) => {
    const required = requiredAt ? ` (required: ${tree.source.slice(requiredAt.start, requiredAt.end)})` : '';
    return `${path.join('/')}: ${tree.source.slice(range.start, range.end)}${required}`;
  });
}

test('names of Picoschema, at any depth, without what stands behind them', () => {
  const schema = [
    'plain: string',
    'maybe?: string, with a description',
    '"quoted?": any',
    'items(array, a, list):',
    '  title: string',
    '  tags?(array): string',
    'user(object):',
    '  name: string',
    '  (*): { inner: string }',
    'tone(enum): [a, b]',
  ].join('\n');
  expect(properties(schema)).toEqual([
    'plain: plain',
    'maybe: maybe',
    'quoted: quoted',
    'items: items',
    'user: user',
    'tone: tone',
    'items/*/title: title',
    'items/*/tags: tags',
    'user/name: name',
    'user/*/inner: inner',
  ]);
});

test('names of JSON Schema, with the places where they are required', () => {
  const schema = [
    'type: object',
    'required: [items, "user"]',
    'properties:',
    '  items: { type: array, items: { type: object, required: [items], properties: { items: { type: string } } } }',
    '  user: { properties: { a: {} } }',
  ].join('\n');
  expect(properties(schema)).toEqual([
    'items: items (required: items)',
    'user: user (required: user)',
    'items/*/items: items (required: items)',
    'user/a: a',
  ]);
});

test('a schema that is no map of properties declares no names', () => {
  expect(properties('string')).toEqual([]);
  expect(properties('type: array\nitems: { type: string }')).toEqual([]);
});
