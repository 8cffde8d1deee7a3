import { createPkce, createState } from './pkce';

test('the challenge of RFC 7636, appendix B', () => {
  const octets = [
    116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214,
    191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
  ];
  expect(createPkce(() => Buffer.from(octets))).toEqual({
    verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  });
});

test('each sign-in has its own verifier and state', () => {
  const all = Array.from({ length: 50 }, () => [createPkce().verifier, createState()]).flat();
  expect(new Set(all).size).toBe(100);
  for (const value of all) expect(value).toMatch(/^[\w-]{22,43}$/);
});
