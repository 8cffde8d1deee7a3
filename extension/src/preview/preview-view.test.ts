import { dollars, type PreviewResult } from '@prompthub/protocol';
import { viewOf } from './preview-view';

const at = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
const place = (uri: string) => ({
  uri,
  range: at,
  via: uri.includes('_p') ? [{ uri: 'file:///a.prompt', range: at }] : [],
});
const rendered: PreviewResult = {
  ...{ version: 1, model: 'a/b', tests: [], values: {}, inputs: [], problems: [] },
  estimate: {
    tokens: 7,
    costs: [
      { model: 'a/b', own: true, costUsd: 0.00012 },
      { model: 'c/d', own: false },
    ],
  },
  messages: [
    {
      ...{ role: 'user', history: false, tokens: 7 },
      parts: [
        {
          type: 'text',
          text: 'abcdef',
          segments: [
            { start: 0, end: 1, origin: { kind: 'text', ...place('file:///a.prompt') } },
            { start: 1, end: 2, origin: { kind: 'value', path: 'x.0', ...place('file:///a.prompt') } },
            { start: 2, end: 3, origin: { kind: 'value', path: 'x', ...place('file:///b/_p%20q.prompt') } },
            { start: 3, end: 5, origin: { kind: 'value', ...place('file:///a.prompt') } },
            { start: 5, end: 6, origin: { kind: 'history' } },
          ],
        },
      ],
    },
  ],
};

test('each stretch of a text says what it is, and no place of a file goes to the page', () => {
  const view = viewOf({ result: rendered, rendered }, { own: false, dollars });
  expect(view.messages[0]?.parts).toEqual([
    {
      type: 'text',
      text: 'abcdef',
      segments: [
        [0, 1, 'text', ''],
        [1, 2, 'value', 'x.0'],
        [2, 3, 'value', 'x in _p q.prompt'],
        [3, 5, 'value', 'computed'],
        [5, 6, 'history', 'from the conversation so far'],
      ],
    },
  ]);
  expect(JSON.stringify(view)).not.toContain('file:');
});

test('costs are in words', () => {
  const { costs, tokens } = viewOf({ result: rendered, rendered }, { own: true, dollars });
  expect(tokens).toBe('≈ 7 tokens');
  expect(costs).toEqual([
    { model: 'a/b', own: true, cost: '$0.00012' },
    { model: 'c/d', own: false, cost: 'price not known' },
  ]);
});

test('tokens say whether they are estimated', () => {
  const [message] = rendered.messages;
  const exact: PreviewResult = {
    ...rendered,
    messages: message ? [{ ...message, tokens: 1, exact: true }] : [],
    estimate: { tokens: 1234, exact: true, costs: [] },
  };
  const { messages, tokens } = viewOf({ result: exact, rendered: exact }, { own: true, dollars });
  expect([tokens, messages[0]?.tokens]).toEqual(['1,234 tokens', '1 token']);
});

test('an error keeps the last messages and their estimate', () => {
  const { estimate: _none, ...broken } = {
    ...rendered,
    messages: [],
    error: { message: 'Unclosed.', range: at },
  };
  const view = viewOf({ result: broken, rendered }, { own: false, dollars });
  expect([view.messages.length, view.tokens]).toEqual([1, '≈ 7 tokens']);
  expect(view.error).toEqual({ message: 'Unclosed.', hasPlace: true });
});
