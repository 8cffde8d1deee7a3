import { VerifiedTokens } from './verified-tokens';

const user = {
  userId: 'u',
  name: 'n',
  email: 'e',
  via: 'session' as const,
  scopes: [],
  expiresAt: 1_000_000,
};

it('remembers a verified token until it expires, and no other', () => {
  const tokens = new VerifiedTokens();
  tokens.add('mine', user);
  expect(tokens.get('mine', 999_999)).toBe(user);
  expect(tokens.get('mine', 1_000_000)).toBeUndefined();
  expect(tokens.get('mine too', 0)).toBeUndefined();
});

it('does not remember a token that never expires', () => {
  const tokens = new VerifiedTokens();
  tokens.add('mine', { ...user, expiresAt: undefined });
  expect(tokens.get('mine', 0)).toBeUndefined();
});

it('forgets a token when it was told to, and when it expires at the latest', () => {
  const tokens = new VerifiedTokens();
  tokens.add('mine', user, 500);
  expect(tokens.get('mine', 499)).toBe(user);
  expect(tokens.get('mine', 500)).toBeUndefined();
  tokens.add('mine', user, 2_000_000);
  expect(tokens.get('mine', 1_000_000)).toBeUndefined();
});
