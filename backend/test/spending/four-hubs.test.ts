import type { ServerResponse } from 'node:http';
import { HubLife } from '../../src/spending/hub-life';
import { ChildHub } from '../child-hub';
import { chunk, lastChunk, ModelHub, STREAM } from '../execution/model-hub';
import { ownerQuery } from '../owner-query';
import { countersAndTruth } from './brute-force';

const KILLS = process.env['PROMPTHUB_FULL'] ? 30 : 2;
const BUDGETS = '/api/v1/organizations/acme/budgets';
/** Of gpt-5-mini: 0.25 dollars a million tokens in, 2 out. */
const COST_NANO = 1000n * 250n + 15_000n * 2000n;

let at: ModelHub;
let children: ChildHub[] = [];
/** Requests that reached the model, in all. */
let requests = 0;
/** Those that wait for their answer. */
let held: ServerResponse[] = [];
/** Of those, how many came from a hub that is to be killed. */
let doomed = 0;
let arrived: () => void = () => undefined;

beforeAll(async () => {
  at = await ModelHub.start();
  await at.addProvider('openai', (request, response) => {
    requests++;
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.once('end', () => {
      held.push(response);
      if (body.includes('Ticket: doomed')) doomed++;
      arrived();
    });
  });
});
afterEach(async () => {
  arrived = () => undefined;
  answerHeld();
  await Promise.all(children.map((child) => child.kill()));
  children = [];
});
afterAll(() => at?.close());

const startChild = async (): Promise<ChildHub> => {
  const child = await ChildHub.start({ ...at.hub.config, logLevel: 'silent' });
  children.push(child);
  return child;
};

function answerHeld(): void {
  for (const response of held) response.writeHead(200, STREAM).end(chunk('fine') + lastChunk(1000, 15_000));
  held = [];
  doomed = 0;
}

it('200 calls at once over four hubs: as many go out as the budget can bear, and what is left in the end bears none', async () => {
  const origins = [at.hub.url];
  for (let i = 0; i < 3; i++) origins.push((await startChild()).url);
  const worst = await worstNano();
  const budget = await newBudget(worst * 40n + worst / 2n);
  const before = requests;
  const outcomes = new Map<number, number>();
  for (let wave = 0; ; wave++) {
    const sent = requests;
    const statuses = await callAll(origins, wave === 0 ? 200 : 45);
    for (const status of statuses) outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
    if (wave === 0) expect(requests - sent).toBe(40);
    await untilAllIsSettled();
    const { settled } = await spentOf(budget);
    expect(settled).toBe(BigInt(requests - before) * COST_NANO);
    expect(settled <= worst * 40n + worst / 2n).toBe(true);
    if (requests === sent) {
      expect(worst * 40n + worst / 2n - settled < worst).toBe(true);
      break;
    }
  }
  expect([...outcomes.keys()].sort()).toEqual([200, 402]);
  expect(outcomes.get(200)).toBe(requests - before);
}, 120_000);

it(
  'a hub that is killed in the middle of its calls has spent what was reserved for them',
  async () => {
    const worst = await worstNano();
    for (let round = 0; round < KILLS; round++) {
      const child = await startChild();
      const budget = await newBudget(worst * 20n);
      const sent = requests;
      const enough = Promise.withResolvers<void>();
      arrived = () => doomed > round % 5 && enough.resolve();
      const calls = Array.from({ length: 30 }, (_, index) => {
        const [ticket, origin] = index % 2 === 0 ? ['doomed', child.url] : ['well', at.hub.url];
        return at.execute({ vars: { ticket } }, { origin }).catch(() => undefined);
      });
      await enough.promise;
      await child.kill();
      arrived = answerHeld;
      answerHeld();
      await Promise.all(calls);
      await at.records();
      await buryTheDead();
      const { counters, truth } = await countersAndTruth(at.hub.dataSource, [budget]);
      expect(counters).toEqual(truth);
      const { settled, reserved } = await spentOf(budget);
      expect(reserved).toBe(0n);
      expect(settled <= worst * 20n).toBe(true);
      expect(settled >= BigInt(requests - sent) * COST_NANO).toBe(true);
      expect(await at.records('&status=running')).toEqual([]);
      expect((await at.records()).some(({ errorCode }) => errorCode === 'hub-stopped')).toBe(true);
    }
  },
  120_000 * KILLS,
);

/** Calls all at the same time; the model answers none before each has reached it or was refused. */
async function callAll(origins: readonly string[], count: number): Promise<number[]> {
  let decided = 0;
  const all = Promise.withResolvers<void>();
  const decide = (): void => {
    if (++decided === count) all.resolve();
  };
  arrived = decide;
  const calls = Array.from({ length: count }, async (_, index) => {
    const { status } = await at.execute({}, { origin: origins[index % origins.length] ?? '' });
    if (status !== 200) decide();
    return status;
  });
  await all.promise;
  answerHeld();
  return Promise.all(calls);
}

/** The most that one call can cost, as the hub reckons. From then on there is no budget. */
async function worstNano(): Promise<bigint> {
  await ownerQuery(at.hub, 'UPDATE budgets SET deleted_at = now()');
  arrived = answerHeld;
  const { body } = await at.execute({});
  const [row] = await ownerQuery<{ reserved_nano: string }>(
    at.hub,
    'SELECT reserved_nano FROM execution_attempts WHERE execution_id = $1',
    [body.id],
  );
  return BigInt(row?.reserved_nano ?? 0);
}

/** The only one, hard, for all calls; it begins at nothing: what was spent before, it does not count. */
async function newBudget(nano: bigint): Promise<string> {
  await ownerQuery(at.hub, 'UPDATE budgets SET deleted_at = now()');
  await ownerQuery(at.hub, `UPDATE execution_attempts SET reserved_at = reserved_at - interval '2 months'`);
  const json = { for: { scope: 'organization' }, period: 'month', limitUsd: Number(nano) / 1e9 };
  return (await at.hub.request(BUDGETS, { as: 'owner', json })).body.id;
}

/** What a killed hub had sent may still be done for a moment, so that it is looked for more than once. */
async function buryTheDead(): Promise<void> {
  const life = at.hub.app.get(HubLife, { strict: false });
  await untilAllIsSettled(async () => {
    await ownerQuery(
      at.hub,
      `UPDATE execution_hubs SET alive_at = alive_at - interval '2 minutes' WHERE id <> $1`,
      [life.id],
    );
    await life.settleAbandoned();
  });
}

async function untilAllIsSettled(help: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  for (let looks = 0; looks < 2000; looks++) {
    await help();
    const [row] = await ownerQuery<{ open: boolean }>(
      at.hub,
      `SELECT EXISTS (SELECT FROM execution_attempts WHERE settled_at IS NULL)
         OR EXISTS (SELECT FROM executions WHERE status = 'running') AS open`,
    );
    if (row?.open !== true) return;
  }
  throw new Error('something stays open');
}

async function spentOf(budget: string): Promise<{ settled: bigint; reserved: bigint }> {
  const [row] = await ownerQuery<{ settled_nano: string; reserved_nano: string }>(
    at.hub,
    'SELECT settled_nano, reserved_nano FROM budget_counters WHERE budget_id = $1',
    [budget],
  );
  return { settled: BigInt(row?.settled_nano ?? 0), reserved: BigInt(row?.reserved_nano ?? 0) };
}
