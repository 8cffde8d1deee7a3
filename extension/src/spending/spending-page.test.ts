import type { Budget, OrganizationRole, ProviderKey } from '@prompthub/protocol';
import fc from 'fast-check';
import type { SpendingFacts } from './spending-facts';
import { spenderRows, spendingPage } from './spending-page';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const at = '2026-11-01T00:00:00.000Z';
const NOW = Date.parse('2026-11-23T12:00:00.000Z');

function budget(more: Partial<Budget> = {}): Budget {
  return {
    ...{ id, for: { scope: 'project', project: 'desk' }, period: 'month', limitUsd: 10, hard: true },
    ...{
      settledUsd: 2,
      reservedUsd: 1,
      periodStart: at,
      resetsAt: '2026-12-01T00:00:00.000Z',
      createdAt: at,
    },
    ...more,
  };
}

function facts(more: Partial<SpendingFacts> = {}): SpendingFacts {
  const none = { items: [] };
  return {
    ...{ organization: 'acme', project: 'desk', role: 'owner', names: new Map([[id, 'Ada']]) },
    ...{ budgets: none, limits: none, keys: none, personal: [] },
    ...more,
  };
}

const shown = (more: Partial<Budget> = {}) =>
  spendingPage(facts({ budgets: { items: [budget(more)] } }), NOW).budgets.rows[0];

it('a budget says in words whose it is, what is spent, reserved and left, and when it begins anew', () => {
  expect(shown()).toEqual({
    id,
    whose: 'Project desk',
    rule: '$10.00 a month · hard: refuses what could pass it',
    state: 'fine',
    stateText: '30 % used',
    settled: 20,
    reserved: 10,
    figures: '$2.00 spent · $1.00 reserved · $7.00 left',
    renewal: 'Begins anew December 1, midnight UTC (in 7 days)',
    isOfEach: false,
  });
});

it.each<[string, Partial<Budget>, string, string]>([
  ['nearly used up', { settledUsd: 8 }, 'near', 'Nearly used up: 90 % used'],
  ['used up, and hard', { settledUsd: 9 }, 'gone', 'Used up: calls are refused'],
  ['passed, and soft', { settledUsd: 12, hard: false }, 'gone', 'Passed: calls go on'],
  ['of nothing at all', { settledUsd: 0, reservedUsd: 0, limitUsd: 0 }, 'gone', 'Used up: calls are refused'],
])('one that is %s says so', (_what, more, state, stateText) => {
  expect(shown(more)).toMatchObject({ state, stateText });
});

it('what is passed is said as so much over, and of each member as of the one nearest to the limit', () => {
  expect(shown({ settledUsd: 12, reservedUsd: 0 })?.figures).toMatch(/ · \$2\.00 over$/);
  expect(shown({ for: { scope: 'user' } })).toMatchObject({
    whose: 'Each member',
    isOfEach: true,
    figures: expect.stringMatching(/left \(of the one nearest to the limit\)$/),
  });
  expect(shown({ for: { scope: 'prompt', project: 'desk', path: 'mail/a.prompt' } })?.whose).toBe(
    'mail/a.prompt of desk',
  );
  expect(shown({ for: { scope: 'user', user: id } })).toMatchObject({
    whose: 'Member Ada',
    isOfEach: false,
    figures: expect.stringMatching(/left$/),
  });
});

it('a budget of a day tells the hours', () => {
  const resetsAt = '2026-11-24T00:00:00.000Z';
  expect(shown({ period: 'day', resetsAt })?.renewal).toContain('(in 12 hours)');
});

it('the bar is never longer than itself, and is as long as what is gone', () => {
  const money = fc.double({ min: 0, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(money, money, money, (settledUsd, reservedUsd, limitUsd) => {
      const row = shown({ settledUsd, reservedUsd, limitUsd });
      const gone = (row?.settled ?? NaN) + (row?.reserved ?? NaN);
      const share = limitUsd === 0 ? 100 : Math.min(100, ((settledUsd + reservedUsd) / limitUsd) * 100);
      expect(Math.abs(gone - share)).toBeLessThanOrEqual(0.11);
      expect(row?.settled).toBeGreaterThanOrEqual(0);
      expect(row?.reserved).toBeGreaterThanOrEqual(0);
    }),
  );
});

it('the key of a project comes before that of its organization, which says so; others are used', () => {
  const key = (provider: string, of: ProviderKey['of']): ProviderKey => {
    return { provider, of, hint: 'cdef', updatedAt: at };
  };
  const items = [
    { ...key('openai', 'project'), baseUrl: 'https://ai.example/v1' },
    key('anthropic', 'organization'),
    key('openai', 'organization'),
  ];
  const { rows } = spendingPage(facts({ keys: { items } }), NOW).keys;
  expect(rows.map(({ provider, of, use }) => [provider, of, use])).toEqual([
    ['openai', 'of project desk', 'used for desk'],
    ['anthropic', 'of organization acme', 'used for desk'],
    ['openai', 'of organization acme', 'not used: project desk has its own'],
  ]);
  expect(rows[0]?.details).toBe('ends in cdef · https://ai.example/v1 · set November 1');
});

it('limits and keys of this editor are told', () => {
  const limit = { id, for: { scope: 'key' as const }, measure: 'tokens-per-minute' as const, limit: 60_000 };
  const page = spendingPage(
    facts({
      limits: { items: [{ ...limit, createdAt: at }] },
      personal: [{ provider: 'openai', host: 'api.openai.com' }],
    }),
    NOW,
  );
  expect(page.limits.rows).toEqual([
    { id, whose: 'Each personal token', most: 'at most 60,000 tokens a minute' },
  ]);
  expect(page.personal.rows).toMatchObject([
    { id: 'openai api.openai.com', of: 'in this editor', details: 'sent to api.openai.com alone' },
  ]);
});

it.each<[OrganizationRole | undefined, boolean]>([
  ['owner', true],
  ['admin', true],
  ['editor', false],
  ['viewer', false],
  [undefined, false],
])('somebody who is %s may change it: %s', (role, mayChange) => {
  const page = spendingPage(facts({ role }), NOW);
  expect(page.mayChange).toBe(mayChange);
  expect(page.role).toMatch(mayChange ? /may change/ : /may look/);
  expect(page.budgets.note).toMatch(mayChange ? /Add one/ : /Owners and admins of acme/);
});

it('what the hub does not tell is said in the place of it, and the rest is shown', () => {
  const keys = { items: [], problem: 'Your role does not allow this.' };
  const page = spendingPage(facts({ keys, budgets: { items: [budget()] } }), NOW);
  expect([page.keys.note, page.budgets.rows.length]).toEqual(['Your role does not allow this.', 1]);
  expect(spendingPage(facts({ keys, role: 'viewer' }), NOW).keys.note).toMatch(
    /only editors, admins and owners/,
  );
});

it('who spent is told with what is still reserved', () => {
  const items = [
    { name: 'Ada', user: id, settledUsd: 1.5, reservedUsd: 0.25 },
    { name: 'Bo', settledUsd: 0.001, reservedUsd: 0 },
  ];
  expect(spenderRows(items)).toEqual([
    { name: 'Ada', figures: '$1.50 + $0.25 reserved' },
    { name: 'Bo', figures: '$0.0010' },
  ]);
});
