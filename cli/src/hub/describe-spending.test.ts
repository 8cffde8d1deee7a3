import { describeModelState } from './describe-spending';

it.each([
  [
    { host: 'api.openai.com', state: 'closed', latencyMs: 420 } as const,
    'api.openai.com  may be asked  first token after 420 ms',
  ],
  [{ state: 'half-open' } as const, 'one call tries it'],
  [
    { host: 'api.openai.com', state: 'open', triedInMs: 12_000 } as const,
    'api.openai.com  spared for 12.0 s',
  ],
])('a model in the state %j', (state, words) => {
  expect(describeModelState({ model: 'openai/gpt-5', ...state })).toBe(`openai/gpt-5  ${words}`);
});
