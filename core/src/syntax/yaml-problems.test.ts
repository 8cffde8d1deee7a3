import { isMap, isSeq, parseDocument } from 'yaml';
import { duplicateKeyProblems } from './yaml-problems';

test('a list may be longer than the arguments of a call', () => {
  const text = '[{ a: 1, a: 2 }, 3]';
  const document = parseDocument(text, { uniqueKeys: false });
  const list = document.contents;
  const [map, scalar] = isSeq(list) ? list.items : [];
  if (!isSeq(list) || !isMap(map) || !scalar) throw new Error('a list of a map and a number was written');
  list.items = Array.from({ length: 300_000 }, () => scalar);
  list.items.push(map);
  expect(duplicateKeyProblems(text, document, 0)).toHaveLength(1);
});
