import type { LiveEvent } from '@prompthub/protocol';
import { Slot } from '../../src/testing/fair-slots';
import { signalled } from '../execution/model-hub';
import { LiveClient } from '../live/live-client';
import { ownerQuery } from '../owner-query';
import { prompt, TestingHub } from './test-hub';

const WORDS = Array.from({ length: 10 }, (_, index) => `word ${index}`);
/** Two tests at a time, so that there is a rest. */
const AT_ONCE = 2;

let at: TestingHub;
beforeAll(async () => {
  const priced = prompt(WORDS, 'openai/gpt-5-mini').replace(
    'input:',
    'config: { maxOutputTokens: 100 }\ninput:',
  );
  at = await TestingHub.start(
    { 'a.prompt': prompt(WORDS), 'priced.prompt': priced },
    { testConcurrency: AT_ONCE },
  );
  await at.serve('openai');
});
beforeEach(() => {
  at.asked.length = 0;
  at.answer = () => 'fine';
});
afterAll(() => at?.close());

describe('a run that is cancelled', () => {
  it('stops the calls that go on, and leaves what has ended', async () => {
    const asked = signalled();
    at.answer = async (question) => {
      if (question !== 'word 0') {
        asked.done();
        await new Promise(() => undefined);
      }
      return 'fine';
    };
    const { id } = await at.start({ paths: ['a.prompt'] });
    await at.until(id, ({ totals }) => totals.passed === 1);
    await asked.promise;
    const cancelled = await at.request(`/${id}/cancel`, { method: 'POST' });
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
    const run = await at.until(id, ({ totals }) => totals.skipped === AT_ONCE);
    expect(run).toMatchObject({ status: 'cancelled', totals: { passed: 1, skipped: AT_ONCE, total: 10 } });
    expect(at.asked).toHaveLength(1 + AT_ONCE);
    const again = await at.request(`/${id}/cancel`, { method: 'POST' });
    expect([again.status, again.body.code]).toEqual([409, 'test-run-ended']);
  });
});

describe('what a run may cost', () => {
  it('is never passed, and what does not fit is skipped', async () => {
    const whole = await at.run({ paths: ['priced.prompt'] });
    expect(whole).toMatchObject({ status: 'passed', totals: { passed: 10 } });
    const records = await at.models.records('&path=priced.prompt');
    const spent = records.reduce((sum, { costUsd }) => sum + costUsd, 0);
    expect(whole.totals.costUsd).toBeCloseTo(spent, 12);
    at.asked.length = 0;
    const maxCostUsd = 0.0003;
    const run = await at.run({ paths: ['priced.prompt'], maxCostUsd });
    const { passed, skipped, costUsd = Infinity } = run.totals;
    expect(run).toMatchObject({ status: 'failed', totals: { failed: 0, errored: 0 } });
    expect([passed > 0, skipped > 0, passed + skipped, at.asked.length]).toEqual([true, true, 10, passed]);
    expect(costUsd).toBeLessThanOrEqual(maxCostUsd);
    expect((await at.results(run.id, '&status=skipped'))[0].error).toContain('maxCostUsd');
  });

  it('lets no model be asked that has no price', async () => {
    const run = await at.run({ paths: ['a.prompt'], maxCostUsd: 100 });
    expect([run.totals, at.asked]).toMatchObject([{ skipped: 10 }, []]);
  });

  it('is within the budgets of the hub', async () => {
    const made = await at.hub.request('/api/v1/organizations/acme/budgets', {
      ...{ method: 'POST', as: 'owner' },
      json: { for: { scope: 'project', project: 'support-desk' }, period: 'day', limitUsd: 1e-6, hard: true },
    });
    expect([made.status < 300, made.text]).toEqual([true, made.text]);
    const run = await at.run({ paths: ['priced.prompt'] });
    expect([run.totals, at.asked]).toMatchObject([{ errored: 10 }, []]);
    expect((await at.results(run.id))[0].error).toContain('budget');
    const path = `/api/v1/organizations/acme/budgets/${made.body.id}`;
    await at.hub.request(path, { method: 'DELETE', as: 'owner' });
  });
});

it('waits where a rate limit of the hub is reached, and lends its place meanwhile', async () => {
  const lent = jest.spyOn(Slot.prototype, 'lend');
  const limit = await at.hub.request('/api/v1/organizations/acme/rate-limits', {
    ...{ method: 'POST', as: 'owner' },
    json: { for: { scope: 'project', project: 'support-desk' }, measure: 'parallel-requests', limit: 1 },
  });
  expect([limit.status < 300, limit.text]).toEqual([true, limit.text]);
  let [now, most] = [0, 0];
  at.answer = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    return 'fine';
  };
  expect(await at.run({ paths: ['a.prompt'] })).toMatchObject({ status: 'passed', totals: { passed: 10 } });
  expect([most, lent.mock.calls.length > 0]).toEqual([1, true]);
  lent.mockRestore();
  await at.hub.request(`/api/v1/organizations/acme/rate-limits/${limit.body.id}`, {
    method: 'DELETE',
    as: 'owner',
  });
});

it('ends when who started it may run prompts no longer', async () => {
  const roleOf = (role: string) =>
    ownerQuery(at.hub, 'UPDATE memberships SET role = $2 WHERE user_id = $1', [at.hub.users.editor.id, role]);
  const go = signalled();
  at.answer = () => go.promise.then(() => 'fine');
  const first = await at.start({ paths: ['a.prompt'] });
  const second = await at.start({ paths: ['a.prompt'] });
  await roleOf('viewer');
  go.done();
  await at.ended(first.id);
  expect(await at.ended(second.id)).toMatchObject({
    status: 'cancelled',
    problem: 'editor person, who started it, may not run prompts here any more.',
  });
  await roleOf('editor');
});

it('tells those who follow the project that it got on, and not for each test', async () => {
  await at.publish({ 'many.prompt': prompt(Array.from({ length: 60 }, (_, index) => `n ${index}`)) });
  const client = await LiveClient.connect(at.hub.url, { token: at.hub.users.viewer.token });
  const project = await client.follow('acme/support-desk');
  const { id } = await at.start({ paths: ['many.prompt'] });
  const events: LiveEvent[] = [];
  do events.push(await client.next());
  while ((await at.request(`/${id}`)).body.endedAt === undefined);
  client.close();
  expect(events[0]).toEqual({ kind: 'test-run', project, run: id });
  expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(1);
  expect(events.length).toBeLessThan(30);
});
