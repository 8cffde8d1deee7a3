import { parseValues } from './parse-values';

test('an object is taken', () => expect(parseValues('{"a":[1]}')).toEqual({ values: { a: [1] } }));
test.each(['', '{', '{a:1}'])('%p is not JSON', (text) =>
  expect(parseValues(text).problem).toMatch(/^Not JSON yet/),
);
test.each(['[]', '"a"', 'null', '1'])('%p is no object', (text) =>
  expect(parseValues(text).problem).toMatch(/object/),
);
