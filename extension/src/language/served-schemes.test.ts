import { VERSION_SCHEME } from '../versions/version-uri';
import { isServed } from './served-schemes';

test.each(['file', 'untitled'])('the language server is asked about %s documents', (scheme) => {
  expect(isServed({ scheme })).toBe(true);
});

test.each([VERSION_SCHEME, 'git', 'output'])('and never about %s documents', (scheme) => {
  expect(isServed({ scheme })).toBe(false);
});
