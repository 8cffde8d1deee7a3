import { changedFiles } from './changed-files';

const before = new Map([
  ['same', '1'],
  ['changed', '1'],
  ['gone', '1'],
]);
const after = new Map([
  ['same', '1'],
  ['new', '1'],
  ['changed', '2'],
]);

test('what is new, gone or changed differs', () => {
  expect(changedFiles(before, after)).toEqual(['changed', 'gone', 'new']);
  expect(changedFiles(before, before)).toEqual([]);
});

test('one file is looked at alone, also where it is missing', () => {
  expect(changedFiles(before, after, 'gone')).toEqual(['gone']);
  expect(changedFiles(before, after, 'same')).toEqual([]);
  expect(changedFiles(before, after, 'never')).toEqual([]);
});
