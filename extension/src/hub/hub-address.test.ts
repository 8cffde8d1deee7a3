import { hubName, normalizeHub } from './hub-address';

test.each([
  ['http://127.0.0.1:4100/', 'http://127.0.0.1:4100'],
  [' HTTPS://Hub.Example.org// ', 'https://hub.example.org'],
  ['https://example.org/prompts/', 'https://example.org/prompts'],
])('%p is %p', (typed, expected) => expect(normalizeHub(typed)).toBe(expected));

test.each(['', 'hub.example.org', 'ftp://x', 'http://', 'http://user:secret@host', 'javascript:alert(1)'])(
  '%p is no address of a hub',
  (typed) => expect(normalizeHub(typed)).toBeUndefined(),
);

test('a hub is called by its host', () => {
  expect(hubName('http://127.0.0.1:4100/x')).toBe('127.0.0.1:4100');
  expect(hubName('nonsense')).toBe('nonsense');
});
