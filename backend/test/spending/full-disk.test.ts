import path from 'node:path';
import { Client } from 'pg';
import { binariesIn, installedBinaries, type PostgresBinaries } from '../../src/launch/postgres/binaries';
import { type Cluster, startCluster } from '../../src/launch/postgres/cluster';
import { serverUser } from '../../src/launch/postgres/server-user';
import { endWithUs } from '../end-with-us';
import { chunk, lastChunk, ModelHub, STREAM } from '../execution/model-hub';
import { ownerQuery } from '../owner-query';
import { countersAndTruth } from './brute-force';
import { SmallDisk } from './small-disk';

const MEBIBYTES = 192;
const MOST_CALLS = 1000;

let disk: SmallDisk | undefined;
let binaries: PostgresBinaries;
let cluster: Cluster | undefined;
let calledOff: () => void = () => undefined;
let at: ModelHub | undefined;
let budget: string;
/** Requests that reached the model. */
let requests = 0;
let arrived: () => void = () => undefined;
/** What the model waits for before it answers. */
let mayAnswer = Promise.resolve();

beforeAll(async () => {
  disk = await SmallDisk.mount(MEBIBYTES);
  if (disk === undefined)
    return console.warn(
      'Skipped: a full disk. Nothing may be mounted here, not even in a namespace of its own.',
    );
  binaries = await binariesOfRun();
  cluster = await startOn(disk);
  // This file's hub alone: the variable is a copy.
  process.env['PROMPTHUB_TEST_POSTGRES'] = cluster.url('postgres');
  at = await ModelHub.start();
  await at.addProvider('openai', (_request, response) => {
    requests++;
    arrived();
    void mayAnswer.then(() => response.writeHead(200, STREAM).end(chunk('fine') + lastChunk(1000, 100)));
  });
  budget = await newBudget(at);
}, 60_000);

afterAll(async () => {
  await at?.close();
  await cluster?.stop();
  calledOff();
  await disk?.unmount();
});

it('a database whose disk is full: nothing goes out that is not on record, and all goes on when there is space again', async () => {
  if (disk === undefined || at === undefined) return;
  const hub = at;
  expect(await outcomeOf(hub)).toBe('200');

  await disk.fill();
  const outcomes = new Map<string, number>([['200', 1]]);
  for (let calls = 0; calls < MOST_CALLS && (outcomes.get('507 storage-full') ?? 0) < 20; calls += 10)
    for (const outcome of await Promise.all(Array.from({ length: 10 }, () => outcomeOf(hub))))
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  expect([...outcomes.keys()].sort()).toEqual(['200', '507 storage-full']);
  expect(requests).toBe(outcomes.get('200'));

  await disk.free();
  expect(await outcomeOf(hub)).toBe('200');
  await expectAllOnRecordOnce(hub);
}, 120_000);

it('a database that ends because it cannot write its log: the same, and a call under way is answered', async () => {
  if (disk === undefined || at === undefined || cluster === undefined) return;
  const hub = at;
  const answers = Promise.withResolvers<void>();
  const asked = new Promise<void>((resolve) => (arrived = resolve));
  mayAnswer = answers.promise;
  const underWay = outcomeOf(hub);
  await asked;

  await disk.fill();
  await expect(ownerQuery(hub.hub, MUCH_LOG)).rejects.toThrow();
  await cluster.stop();
  const before = requests;
  expect(await outcomeOf(hub)).toBe('503 database-unavailable');
  expect(requests).toBe(before);
  answers.resolve();
  expect(await underWay).toBe('200');

  await disk.free();
  cluster = await startOn(disk, cluster.port);
  expect(await outcomeOf(hub)).toBe('200');
  await expectAllOnRecordOnce(hub);
}, 120_000);

/** More than one segment of it holds. */
const MUCH_LOG = `SELECT pg_logical_emit_message(true, 'full-disk', repeat('x', 1000000)) FROM generate_series(1, 200)`;

/** Every request that reached the model is one attempt, settled at what it cost; the budget says the same. */
async function expectAllOnRecordOnce(hub: ModelHub): Promise<void> {
  await hub.settle();
  const attempts = await ownerQuery<{ settled: boolean; count: number }>(
    hub.hub,
    `SELECT settled_at IS NOT NULL AS settled, count(*)::int FROM execution_attempts
     WHERE error_code IS DISTINCT FROM 'not-recorded' GROUP BY 1`,
  );
  expect(attempts).toEqual([{ settled: true, count: requests }]);
  const { counters, truth } = await countersAndTruth(hub.hub.dataSource, [budget]);
  expect(counters).toEqual(truth);
  expect(Object.values(counters)).toEqual([`0 reserved, ${450_000 * requests} settled`]);
}

async function newBudget({ hub }: ModelHub): Promise<string> {
  const json = { for: { scope: 'organization' }, period: 'month', limitUsd: 1000, hard: true };
  const { body } = await hub.request('/api/v1/organizations/acme/budgets', {
    method: 'POST',
    as: 'owner',
    json,
  });
  return body.id;
}

async function outcomeOf(hub: ModelHub): Promise<string> {
  const { status, body } = await hub.execute({});
  return status === 200 ? '200' : `${status} ${body.code}`;
}

/** `port`: the one that the hub knows. */
async function startOn({ folder }: SmallDisk, port?: number): Promise<Cluster> {
  const log = ['min_wal_size=32MB', 'max_wal_size=48MB'];
  const settings = [...log, ...(port === undefined ? [] : [`port=${port}`])];
  const started = await startCluster({
    folder: path.join(folder, 'cluster'),
    password: 'only-for-tests',
    noSync: true,
    binaries,
    settings,
  });
  calledOff();
  calledOff = endWithUs(started.pid, 'kill -QUIT "$0" 2> /dev/null');
  return started;
}

/** Where the PostgreSQL of this run has them, so that they are not copied once more. */
async function binariesOfRun(): Promise<PostgresBinaries> {
  if ((await serverUser()) === undefined) return binariesIn(installedBinaries().folder);
  const client = new Client({ connectionString: process.env['PROMPTHUB_TEST_POSTGRES'] });
  await client.connect();
  const { rows } = await client.query<{ folder: string }>(
    `SELECT current_setting('data_directory') AS folder`,
  );
  await client.end();
  return binariesIn(path.join(rows[0]?.folder ?? '', '../bin'));
}
