import { randomBytes } from 'node:crypto';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { HubConfig } from '../../src/config/hub-config';
import { seal, wrap } from '../../src/common/envelope';
import { keyId } from '../../src/common/secret';
import { uuidV7 } from '../../src/common/uuid';
import { createHub } from '../../src/main';
import { sealContext } from '../../src/provider-keys/key-row';
import { KeyRotationService } from '../../src/provider-keys/key-rotation.service';
import { ProviderKeysService } from '../../src/provider-keys/provider-keys.service';
import { startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';

const SECRET = 'sk-proj-0123456789abcdef';
const ROOT = '/api/v1/organizations/acme/provider-keys';
const BASE_URL = 'https://api.example.com';
const [old, fresh] = [randomBytes(32), randomBytes(32)];

interface Replica {
  readonly origin: string;
  readonly rotation: KeyRotationService;
  readonly dataSource: DataSource;
  open(provider: string): Promise<string | undefined>;
  close(): Promise<void>;
}

let hub: TestHub;
let replicas: Replica[] = [];
/** Of all hubs: in one process they share a logger. */
const logged: string[] = [];
beforeAll(async () => {
  const logStream = { write: (line: string) => void logged.push(line) };
  hub = await startHub({ logStream, settings: { encryptionKeys: [old] } });
});
afterAll(() => hub?.close());
beforeEach(async () => {
  await ownerQuery(hub, 'DELETE FROM provider_keys');
  await seed(130);
  logged.length = 0;
});
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  replicas = [];
});

const nameOf = (index: number): string => `p${index}`;
const secretOf = (index: number): string => SECRET + String(index).padStart(4, '0');

/** Keys of the organization, as a hub stores them that has the old encryption key. */
async function seed(count: number): Promise<void> {
  // Rotation goes by id.
  const ids = Array.from({ length: count }, uuidV7).sort();
  const rows = ids.map((_id, index) => {
    const place = { organization_id: hub.organization.id, project_id: null, base_url: BASE_URL };
    const context = sealContext({ ...place, provider: nameOf(index) });
    return { name: nameOf(index), ...seal([old], secretOf(index), context) };
  });
  await ownerQuery(
    hub,
    `INSERT INTO provider_keys (id, organization_id, provider, base_url, sealed_key, data_key, hint)
     SELECT id, $1, name, $2, sealed, data_key, 'hint'
     FROM unnest($3::uuid[], $4::text[], $5::bytea[], $6::bytea[]) AS made (id, name, sealed, data_key)`,
    [
      hub.organization.id,
      BASE_URL,
      ids,
      rows.map(({ name }) => name),
      rows.map(({ sealed }) => sealed),
      rows.map(({ dataKey }) => dataKey),
    ],
  );
}

async function set(origin: string, provider: string, index: number): Promise<void> {
  const json = { key: secretOf(index), baseUrl: BASE_URL };
  const answer = await hub.request(`${ROOT}/${provider}`, { method: 'PUT', as: 'owner', json, origin });
  if (answer.status !== 200) throw new Error(answer.text);
}

/** Another hub on the database, with encryption keys of its own. */
async function replicaWith(...encryptionKeys: Buffer[]): Promise<Replica> {
  const app = await createHub(new HubConfig({ ...hub.config, encryptionKeys }));
  await app.listen(0, '127.0.0.1');
  const place = { organizationId: hub.organization.id, projectId: hub.project.id };
  const keys = app.get(ProviderKeysService, { strict: false });
  const replica = {
    origin: await app.getUrl(),
    rotation: app.get(KeyRotationService, { strict: false }),
    dataSource: app.get<DataSource>(getDataSourceToken()),
    open: async (provider: string) => (await keys.open(place, provider))?.key,
    close: () => app.close(),
  };
  replicas.push(replica);
  return replica;
}

/** How many provider keys are sealed with which of the two. */
async function sealedWith(): Promise<{ old: number; fresh: number }> {
  const rows = await ownerQuery<{ id: string; count: number }>(
    hub,
    `SELECT encode(substring(COALESCE(data_key, sealed_key) FOR 4), 'hex') AS id, count(*)::int AS count
     FROM provider_keys WHERE deleted_at IS NULL GROUP BY 1`,
  );
  const of = (key: Buffer): number => rows.find(({ id }) => id === keyId(key).toString('hex'))?.count ?? 0;
  return { old: of(old), fresh: of(fresh) };
}

async function expectAllOpen(replica: Replica): Promise<void> {
  const indexes = Array.from({ length: 130 }, (_, index) => index);
  const opened = await Promise.all(indexes.map((index) => replica.open(nameOf(index))));
  expect(opened).toEqual(indexes.map(secretOf));
}

/** What was logged, once these words are in it. */
async function said(words: string): Promise<string> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const lines = logged.join('');
    if (lines.includes(words)) return lines;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`"${words}" was not logged, but ${logged.join('')}`);
}

it('a hub that starts with a new first key re-wraps what the old one sealed, and says when that is done', async () => {
  const changed = () => ownerQuery(hub, 'SELECT provider, updated_at FROM provider_keys ORDER BY id');
  const before = await changed();
  await replicaWith(fresh, old);
  const lines = await said('the other is not needed any more');
  expect(lines).toContain('Re-wrapped 130 provider keys');
  expect(lines).not.toContain(SECRET);
  expect(await sealedWith()).toEqual({ old: 0, fresh: 130 });
  expect(await changed()).toEqual(before);
  logged.length = 0;
  const alone = await replicaWith(fresh);
  await expectAllOpen(alone);
  expect(await alone.rotation.pass()).toEqual({ rewrapped: 0, missing: new Map(), damaged: 0 });
  expect(logged.join('')).not.toMatch(/PROMPTHUB_ENCRYPTION_KEY|provider keys/);
});

it('several hubs re-wrap at once while others serve and keys are set', async () => {
  // Step 1: all hubs know the new key. Step 2: it becomes the first, of one hub after the other.
  const still = await replicaWith(old, fresh);
  const [one, other] = await Promise.all([replicaWith(fresh, old), replicaWith(fresh, old)]);
  const rotating = Promise.all([one.rotation.pass(), other.rotation.pass()]);
  for (let index = 0; index < 30; index++) {
    await set([still, one, other][index % 3]!.origin, nameOf(index), index);
    for (const replica of [still, one, other])
      expect(await replica.open(nameOf(129 - index))).toBe(secretOf(129 - index));
  }
  await rotating;
  for (const replica of [still, one, other]) await expectAllOpen(replica);
  // What the older hub sealed after the others had looked is found by the next pass.
  await still.close();
  replicas = replicas.filter((replica) => replica !== still);
  await Promise.all([one.rotation.pass(), other.rotation.pass()]);
  expect(await sealedWith()).toEqual({ old: 0, fresh: 130 });
  await expectAllOpen(await replicaWith(fresh));
});

it('one that is cut off in the middle leaves every key readable, and another goes on', async () => {
  await ownerQuery(
    hub,
    `CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF OLD.provider = 'p120' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$;
     CREATE TRIGGER cut BEFORE UPDATE ON provider_keys FOR EACH ROW EXECUTE FUNCTION cut()`,
  );
  const replica = await replicaWith(fresh, old);
  await said('could not be looked through');
  await ownerQuery(hub, 'DROP FUNCTION cut CASCADE');
  expect(await sealedWith()).toEqual({ old: 10, fresh: 120 });
  await expectAllOpen(replica);
  expect(await replica.rotation.pass()).toMatchObject({ rewrapped: 10 });
  expect(await sealedWith()).toEqual({ old: 0, fresh: 130 });
});

it('a key that is set anew while its old one is re-wrapped stays', async () => {
  const replica = await replicaWith(fresh, old);
  await said('not needed any more');
  await set(hub.url, 'p0', 0);
  const query = replica.dataSource.query.bind(replica.dataSource);
  jest.spyOn(replica.dataSource, 'query').mockImplementation(async (...asked) => {
    if (asked[0].startsWith('UPDATE')) await set(hub.url, 'p0', 7777);
    return query(...asked);
  });
  expect(await replica.rotation.pass()).toMatchObject({ rewrapped: 0 });
  expect(await replica.open('p0')).toBe(secretOf(7777));
});

it('a key that was sealed before there were data keys opens, and gets one', async () => {
  const context = ['provider-key', hub.organization.id, 'p0', BASE_URL];
  const sealed = wrap([old], Buffer.from(secretOf(0)), JSON.stringify(context));
  await ownerQuery(hub, `UPDATE provider_keys SET sealed_key = $1, data_key = NULL WHERE provider = 'p0'`, [
    sealed,
  ]);
  const keys = hub.app.get(ProviderKeysService, { strict: false });
  const place = { organizationId: hub.organization.id, projectId: hub.project.id };
  expect((await keys.open(place, 'p0'))?.key).toBe(secretOf(0));
  const replica = await replicaWith(old);
  await said('Re-wrapped 1 provider keys');
  const [row] = await ownerQuery<{ data_key: Buffer | null }>(
    hub,
    `SELECT data_key FROM provider_keys WHERE provider = 'p0'`,
  );
  expect(row?.data_key).toHaveLength(64);
  expect(await replica.open('p0')).toBe(secretOf(0));
});

it('a key that this hub does not have is named, to whoever runs a prompt and to the operator', async () => {
  await ownerQuery(
    hub,
    `UPDATE provider_keys SET hint = 'x', base_url = 'https://evil.example' WHERE provider = 'p1'`,
  );
  const replica = await replicaWith(fresh);
  const id = keyId(old).toString('hex');
  const problem = { status: 503, code: 'encryption-key-missing', detail: expect.stringContaining(id) };
  await expect(replica.open('p0')).rejects.toMatchObject(problem);
  expect(await said('does not have: 130')).toContain(id);
  logged.length = 0;
  const both = await replicaWith(fresh, old);
  const lines = await said('do not open');
  expect(lines).toContain('changed their rows: 1');
  expect(lines).not.toContain('not needed any more');
  await expect(both.open('p1')).rejects.toMatchObject({ status: 503, code: 'provider-key-unreadable' });
});

it('it is looked again from time to time while there are several keys, and not with one', async () => {
  const every = jest.spyOn(globalThis, 'setInterval');
  const tenMinutesPass = () => {
    for (const [run, ms] of every.mock.calls) if (ms === 600_000) run();
  };
  const alone = await replicaWith(fresh);
  await said('does not have');
  const pass = jest.spyOn(alone.rotation, 'pass');
  tenMinutesPass();
  await new Promise((resolve) => setImmediate(resolve));
  expect(pass).not.toHaveBeenCalled();
  await replicaWith(fresh, old);
  await said('not needed any more');
  await set(hub.url, 'p0', 0);
  tenMinutesPass();
  await said('Re-wrapped 1 provider keys');
  expect(await sealedWith()).toEqual({ old: 0, fresh: 130 });
  expect(logged.filter((line) => line.includes('not needed any more'))).toHaveLength(1);
  every.mockRestore();
});
