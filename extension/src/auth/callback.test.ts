import fc from 'fast-check';
import { parseCallback } from './callback';

test('code and state', () => {
  expect(parseCallback('code=a%2Fb&state=s&vscode-reqid=7')).toEqual({
    kind: 'code',
    code: 'a/b',
    state: 's',
  });
});

test('a refusal says why', () => {
  expect(parseCallback('error=access_denied&error_description=You+said+no&state=s')).toEqual({
    kind: 'refused',
    state: 's',
    reason: 'You said no',
  });
  expect(parseCallback('error=access_denied&state=s')).toMatchObject({ reason: 'access_denied' });
});

test('an answer without state or code is invalid, and nothing throws', () => {
  expect(parseCallback('code=a')).toEqual({ kind: 'invalid' });
  expect(parseCallback('state=a')).toEqual({ kind: 'invalid' });
  fc.assert(
    fc.property(fc.string(), (query) => ['code', 'refused', 'invalid'].includes(parseCallback(query).kind)),
  );
});
