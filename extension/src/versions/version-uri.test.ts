import fc from 'fast-check';
import { parseVersionUri, versionUriParts } from './version-uri';

test('an address survives the way through a uri, whatever the names hold', () => {
  const name = fc.string({ minLength: 1 }).filter((text) => !/[\n/]/.test(text));
  const address = fc.record({
    hub: fc.webUrl(),
    project: fc.constant('acme/support-desk'),
    commit: fc.stringMatching(/^[0-9a-f]{40}$/),
    path: fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
  });
  fc.assert(fc.property(address, (value) => expect(parseVersionUri(versionUriParts(value))).toEqual(value)));
});

test('the path ends with the file name', () => {
  const commit = 'a'.repeat(40);
  const { path } = versionUriParts({
    hub: 'http://h',
    project: 'a/b',
    commit,
    path: 'x/y.prompt',
    missing: true,
  });
  expect(path).toBe('/aaaaaaaaaa/x/y.prompt');
});

test.each([
  { scheme: 'file', path: '/a/b', query: '' },
  { scheme: 'prompthub', path: '/a', query: 'hub=h&project=p&commit=c' },
  { scheme: 'prompthub', path: '/a/b', query: 'hub=h&project=p&commit=../../x' },
])('%p is none of ours', (uri) => expect(parseVersionUri(uri)).toBeUndefined());
