import { chargeScope, type ChargeScope } from './api/charge-scope';
import { goneOf, whoseCalls } from './spending-words';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const cases: [ChargeScope, string][] = [
  [{ scope: 'organization' }, 'the whole organization'],
  [{ scope: 'project', project: 'desk' }, 'project desk'],
  [{ scope: 'user' }, 'each member'],
  [{ scope: 'user', user: id }, 'member Ada'],
  [{ scope: 'key' }, 'each personal token'],
  [{ scope: 'key', key: id }, 'token Ada'],
  [{ scope: 'prompt', project: 'desk', path: 'mail/a.prompt' }, 'mail/a.prompt of desk'],
  [{ scope: 'environment', project: 'desk', environment: 'staging' }, 'environment staging of desk'],
];

it.each(cases)('%j has words', (scope, words) => {
  expect(whoseCalls(chargeScope.parse(scope), (one) => (one === id ? 'Ada' : undefined))).toBe(words);
});

it('somebody whom nobody names is told by the beginning of the id', () => {
  expect(whoseCalls({ scope: 'user', user: id })).toBe('member 01890a5d…');
});

it.each([
  [0, 0, 10, 0],
  [2, 3, 10, 0.5],
  [12, 0, 10, 1.2],
  [0, 0, 0, 1],
])('of %d settled and %d reserved of %d, %d is gone', (settledUsd, reservedUsd, limitUsd, gone) => {
  expect(goneOf({ settledUsd, reservedUsd, limitUsd })).toBe(gone);
});
