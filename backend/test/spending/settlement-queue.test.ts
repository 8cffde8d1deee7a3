import { Logger } from '@nestjs/common';
import { ExecutionLedger, type StartedExecution } from '../../src/spending/execution-ledger';
import { startHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { type Fate, FaultyDatabase } from './faulty-database';
import { World } from './ledgers';

let world: World;
let fates: Fate[] = [];
/** What a statement must not hold: it is too large for the database then. */
let poison: string | undefined;
let ledger: ExecutionLedger;
beforeAll(async () => {
  Logger.overrideLogger(false);
  world = await World.make();
  const fateOf = (statement: unknown): Fate =>
    poison !== undefined && JSON.stringify(statement).includes(poison)
      ? 'too-large'
      : (fates.shift() ?? 'well');
  ({ ledger } = world.ledger(new FaultyDatabase(world.dataSource, fateOf).dataSource));
});
afterAll(() => world?.close());

const END = { status: 'succeeded', usage: undefined, latencyMs: 7 } as const;
const attempt = {
  number: 1,
  model: 'echo/x',
  worst: { costUsd: 2, inputTokens: 1, outputTokens: 1 },
};
const ended = { number: 1, costUsd: 0.5, latencyMs: 5, waitMs: 0 };

it('what is settled while the database is away, or its answers are lost, is there once in the end', async () => {
  const budget = await world.budget({
    for: { scope: 'organization' },
    period: 'month',
    limitUsd: 9,
    hard: true,
  });
  const execution = world.execution();
  await ledger.admit(execution, attempt);
  fates = ['refused', 'answer-lost', 'refused'];
  ledger.settleAttempt(execution.id, ended);
  ledger.finish(execution.id, END);
  await ledger.flush();
  expect(fates).toEqual([]);
  expect(await counter(budget)).toEqual({ reserved_nano: '0', settled_nano: '500000000' });
  expect(await stored(execution)).toMatchObject({ status: 'succeeded', latency_ms: 7 });
});

it('an attempt of which nobody knows whether it was recorded does not go out, and holds nothing', async () => {
  const budget = await world.budget({ for: { scope: 'user' }, period: 'month', limitUsd: 9, hard: true });
  const execution = world.execution();
  fates = ['answer-lost'];
  await expect(ledger.admit(execution, attempt)).rejects.toMatchObject({
    status: 503,
    code: 'database-unavailable',
  });
  await ledger.flush();
  expect(await counter(budget)).toEqual({ reserved_nano: '0', settled_nano: '0' });
  expect(await stored(execution)).toMatchObject({ status: 'failed', error_code: 'not-recorded' });
});

describe('between the commit of an attempt and the disk', () => {
  const body = (work: string): string =>
    `CREATE OR REPLACE FUNCTION spending_flush() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ${work} END $$`;
  let flush = '';
  beforeAll(async () => {
    const found = await ownerQuery<{ text: string }>(
      world,
      `SELECT pg_get_functiondef('spending_flush'::regproc) AS text`,
    );
    flush = found[0]?.text ?? '';
  });
  afterEach(() => ownerQuery(world, flush));

  it('it waits for the disk, while the counters show what is reserved, and keeps no other call waiting', async () => {
    await ownerQuery(world, body('PERFORM pg_advisory_xact_lock(4711);'));
    const budget = await world.budget({
      for: { scope: 'prompt', project: 'project-0', path: 'b.prompt' },
      period: 'day',
      limitUsd: 5,
      hard: true,
    });
    const disk = world.dataSource.createQueryRunner();
    await disk.query('SELECT pg_advisory_lock(4711)');
    const executions = [world.execution({ path: 'b.prompt' }), world.execution({ path: 'b.prompt' })];
    let gone = 0;
    const admitted = executions.map((each) => ledger.admit(each, attempt).then(() => gone++));
    while ((await counter(budget))?.['reserved_nano'] !== '4000000000');
    await world.dataSource.query('SELECT FROM budget_counters WHERE budget_id = $1 FOR UPDATE NOWAIT', [
      budget,
    ]);
    expect(gone).toBe(0);
    await disk.query('SELECT pg_advisory_unlock(4711)');
    await disk.release();
    await Promise.all(admitted);
    for (const { id } of executions) {
      ledger.settleAttempt(id, ended);
      ledger.finish(id, END);
    }
    await ledger.flush();
    expect(await counter(budget)).toEqual({ reserved_nano: '0', settled_nano: '1000000000' });
  });

  it.each(['53100', '57014'])('where that fails (%s) it does not go out, and holds nothing', async (code) => {
    const budget = await world.budget({ for: { scope: 'key' }, period: 'day', limitUsd: 3, hard: true });
    await ownerQuery(world, body(`RAISE EXCEPTION 'no' USING ERRCODE = '${code}';`));
    const execution = world.execution({ tokenId: world.tokens[0] });
    await expect(ledger.admit(execution, attempt)).rejects.toBeDefined();
    expect(await counter(budget)).toEqual({ reserved_nano: '2000000000', settled_nano: '0' });
    await ownerQuery(world, flush);
    await ledger.flush();
    expect(await counter(budget)).toEqual({ reserved_nano: '0', settled_nano: '0' });
    expect(await stored(execution)).toMatchObject({ status: 'failed', error_code: 'not-recorded' });
  });
});

it('one that surely was not recorded leaves nothing', async () => {
  const execution = world.execution();
  fates = ['refused'];
  await expect(ledger.admit(execution, attempt)).rejects.toMatchObject({ status: 503 });
  await ledger.flush();
  expect(await stored(execution)).toBeUndefined();
});

it('where the disk is full no call goes out, and what is settled is there once when it has space again', async () => {
  const budget = await world.budget({
    for: { scope: 'project', project: 'project-1' },
    period: 'day',
    limitUsd: 9,
    hard: true,
  });
  const spender = { projectId: world.projects[1] };
  const [refused, letIn] = [world.execution(spender), world.execution(spender)];
  fates = ['disk-full'];
  await expect(ledger.admit(refused, attempt)).rejects.toMatchObject({ status: 507, code: 'storage-full' });
  await ledger.flush();
  expect(await counter(budget)).toBeUndefined();
  expect(await stored(refused)).toBeUndefined();
  await ledger.admit(letIn, attempt);
  fates = ['disk-full', 'disk-full'];
  ledger.settleAttempt(letIn.id, ended);
  ledger.finish(letIn.id, END);
  await ledger.flush();
  expect(fates).toEqual([]);
  expect(await counter(budget)).toEqual({ reserved_nano: '0', settled_nano: '500000000' });
  expect(await stored(letIn)).toMatchObject({ status: 'succeeded', latency_ms: 7 });
});

it('a kept answer is recorded as one, without an attempt', async () => {
  const execution = world.execution({ tokenId: world.tokens[0], environment: 'production' });
  ledger.recordCached(execution, { ...END, usage: { inputTokens: 3, outputTokens: 4, estimated: false } });
  await ledger.flush();
  expect(await stored(execution)).toMatchObject({
    status: 'succeeded',
    cached: true,
    token_id: world.tokens[0],
    environment: 'production',
    input_tokens: 3,
    output_tokens: 4,
    usage: { inputTokens: 3, outputTokens: 4, estimated: false },
  });
});

it('whatever providers and callers say can be written, and nothing holds up what comes behind it', async () => {
  const odd = { ...world.execution(), model: 'echo/\0\ud800' };
  await ledger.admit(odd, { ...attempt, model: odd.model });
  const usage = { inputTokens: 1e12, outputTokens: -5, tier: 'a\0b\udfff', estimated: false };
  ledger.settleAttempt(odd.id, { ...ended, costUsd: Number.NaN, errorCode: '\0' });
  ledger.finish(odd.id, { ...END, usage, errorCode: 'x\0' });
  // A row that the database refuses, by its foreign key.
  const nowhere = world.execution({ projectId: odd.id });
  ledger.recordCached(nowhere, END);
  const next = world.execution();
  ledger.recordCached(next, END);
  await ledger.flush();
  expect(await stored(odd)).toMatchObject({
    model: 'echo/\ufffd\ufffd',
    input_tokens: 2_147_483_647,
    output_tokens: 0,
    error_code: 'x\ufffd',
  });
  expect(await stored(nowhere)).toBeUndefined();
  expect(await stored(next)).toMatchObject({ status: 'succeeded' });
});

it.each([
  ['the database', (id: string): string => (poison = id)],
  [
    'a string',
    (id: string) => {
      const { stringify } = JSON;
      jest.spyOn(JSON, 'stringify').mockImplementation((value, replacer) => {
        const text = stringify(value, replacer as never);
        if (text?.includes(id)) throw new RangeError('Invalid string length');
        return text;
      });
    },
  ],
])('what is too large for %s is left out, and all else is written', async (_whom, makeTooLarge) => {
  const executions = Array.from({ length: 7 }, () => world.execution());
  const large = executions[3]!;
  makeTooLarge(large.id);
  try {
    for (const execution of executions) ledger.recordCached(execution, END);
    await ledger.flush();
  } finally {
    poison = undefined;
    jest.restoreAllMocks();
  }
  for (const execution of executions) {
    const row = execution === large ? undefined : expect.objectContaining({ status: 'succeeded' });
    expect(await stored(execution)).toEqual(row);
  }
});

it('a hub that shuts down writes first what it still has', async () => {
  const hub = await startHub();
  const hubs = hub.app.get(ExecutionLedger, { strict: false });
  const execution = world.execution({
    organizationId: hub.organization.id,
    projectId: hub.project.id,
    userId: hub.users.editor.id,
  });
  await hubs.admit(execution, attempt);
  hubs.settleAttempt(execution.id, ended);
  hubs.finish(execution.id, END);
  await hub.close();
  const rows = await ownerQuery(hub, 'SELECT status FROM executions WHERE id = $1', [execution.id]);
  expect(rows).toEqual([{ status: 'succeeded' }]);
});

async function counter(budget: string): Promise<Record<string, unknown> | undefined> {
  const rows = await world.dataSource.query<Record<string, unknown>[]>(
    'SELECT reserved_nano, settled_nano FROM budget_counters WHERE budget_id = $1',
    [budget],
  );
  return rows[0];
}

async function stored({ id }: StartedExecution): Promise<unknown> {
  return (await world.dataSource.query<unknown[]>('SELECT * FROM executions WHERE id = $1', [id]))[0];
}
