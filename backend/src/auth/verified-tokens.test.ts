import { VerifiedTokens } from './verified-tokens';

const user = { userId: 'u', name: 'n', email: 'e', via: 'session' as const, scopes: [] };
const token = (claims: object): string =>
  `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

it('remembers a verified token until it expires, and no other', () => {
  const tokens = new VerifiedTokens();
  const mine = token({ exp: 1000 });
  tokens.add(mine, user);
  expect(tokens.get(mine, 999_999)).toBe(user);
  expect(tokens.get(mine, 1_000_000)).toBeUndefined();
  expect(tokens.get(`${mine}x`, 0)).toBeUndefined();
});

it('does not remember a token that never expires', () => {
  const tokens = new VerifiedTokens();
  tokens.add(token({}), user);
  expect(tokens.get(token({}), 0)).toBeUndefined();
});
