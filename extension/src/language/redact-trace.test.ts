import { redactTrace } from './redact-trace';

test('a key in a traced answer is replaced, whatever characters it has', () => {
  const traced = JSON.stringify({ jsonrpc: '2.0', id: 7, result: { apiKey: 'sk-"quoted"\\tail' } }, null, 4);
  const redacted = redactTrace(traced);
  expect(redacted).not.toContain('quoted');
  expect(redacted).not.toContain('tail');
  expect(JSON.parse(redacted)).toEqual({ jsonrpc: '2.0', id: 7, result: { apiKey: '•••' } });
});

test('other members stay as they are', () => {
  const traced = JSON.stringify({ uri: 'file:///a.prompt', text: 'the apiKey is not here' });
  expect(redactTrace(traced)).toBe(traced);
});
