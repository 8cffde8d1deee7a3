import { schemaCheckOf } from './json-schema-check';

test('a long list that is looked for in a long enumeration ends soon', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `name-${index}`);
  const schema = { items: { enum: names } };
  const check = schemaCheckOf({ type: 'is-json', value: schema }, 20);
  expect(() => check?.(Array.from({ length: 50_000 }, () => names.at(-1)))).toThrow('took more than 20 ms');
});
