import { startHub, type TestHub, type TestRequest } from '../hub';
import { ownerQuery } from '../owner-query';
import { storedRows } from '../stored-rows';

const KEY = 'sk-proj-0123456789abcdefWXYZ';
let hub: TestHub;
const logged: string[] = [];
beforeAll(async () => {
  const logStream = { write: (line: string) => void logged.push(line) };
  hub = await startHub({
    logStream,
    settings: { allowedProviderHosts: ['localhost:11434', 'gateway.internal', 'Models.internal:443'] },
  });
});
afterAll(() => hub?.close());

const ROOT = '/api/v1/organizations/acme/provider-keys';
const put = (provider: string, json: unknown, more: TestRequest = {}) =>
  hub.request(`${ROOT}/${provider}`, { method: 'PUT', as: 'owner', json, ...more });

it('a key goes in, is told apart by its last characters, and never comes out', async () => {
  const set = await put('openai', { key: ` ${KEY}\n` });
  expect(set.body).toEqual({
    provider: 'openai',
    of: 'organization',
    hint: 'WXYZ',
    updatedAt: expect.any(String),
  });
  await put('local', { key: 'short-key', baseUrl: 'http://localhost:11434/v1/' });
  const list = await hub.request(ROOT, { as: 'editor' });
  expect(list.body.items).toMatchObject([
    { provider: 'local', hint: '····', baseUrl: 'http://localhost:11434/v1' },
    { provider: 'openai', hint: 'WXYZ' },
  ]);
  const audit = await hub.request('/api/v1/organizations/acme/audit', { as: 'owner' });
  expect(audit.body.items.map((event: { action: string }) => event.action)).toContain(
    'execution.provider-key.set',
  );
  for (const text of [set.text, list.text, audit.text, ...logged]) {
    expect(text).not.toContain(KEY);
    expect(text).not.toContain('short-key');
  }
});

it('at rest a key is sealed, and opens only for its organization, provider and address', async () => {
  await put('openai', { key: KEY });
  const [row] = await hub.dataSource.query(
    `SELECT * FROM provider_keys WHERE provider = 'openai' AND deleted_at IS NULL`,
  );
  const stored = row.sealed_key as Buffer;
  expect(stored.includes(KEY)).toBe(false);
  const run = () =>
    hub.request('/api/v1/projects/acme/support-desk/execute', {
      as: 'editor',
      json: { path: 'a.prompt', model: 'openai/gpt-5-mini' },
    });
  await hub.request('/api/v1/projects/acme/support-desk/commits', {
    as: 'editor',
    json: { parent: null, message: 'm', changes: [{ path: 'a.prompt', content: 'hi' }] },
  });
  // Somebody with the database, but not the key, sends the secret to a place of their own.
  await hub.dataSource.query(
    `UPDATE provider_keys SET base_url = 'https://evil.example' WHERE provider = 'openai'`,
  );
  expect((await run()).body).toMatchObject({ status: 503, code: 'provider-key-unreadable' });
  expect(logged.join('')).not.toContain(KEY);
});

it('a dump of the database, or its very files, show nothing of a key but its last four characters', async () => {
  const secrets = ['sk-ant-QmVzdCBvZiBsdWNr0001', 'mVzdCBv', 'bm90aGluZyB0byBzZWU'];
  for (const [index, provider] of ['anthropic', 'short', 'third'].entries())
    await put(provider, { key: secrets[index], baseUrl: 'https://api.example.com' });
  await put('anthropic', { key: `${secrets[0]}-next` });
  await hub.request(`${ROOT}/third`, { method: 'DELETE', as: 'owner' });
  const dump = JSON.stringify(await storedRows(hub));
  await ownerQuery(hub, 'CHECKPOINT');
  const files = await ownerQuery<{ bytes: Buffer }>(
    hub,
    `SELECT pg_read_binary_file(path) AS bytes
     FROM pg_class, LATERAL pg_relation_filepath(oid) AS path
     WHERE relkind IN ('r', 't', 'i') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)`,
  );
  const bytes = Buffer.concat([Buffer.from(dump), ...files.map((file) => file.bytes)]);
  expect(bytes.includes('https://api.example.com')).toBe(true);
  const pieces = secrets.flatMap((secret) => [secret.slice(0, 7), secret.slice(-9, -2)]);
  const found = [...pieces, ...hub.config.encryptionKeys].flatMap((secret) => {
    const raw = Buffer.from(secret);
    const spellings = [
      raw,
      Buffer.from(raw.toString('hex')),
      Buffer.from(raw.toString('base64').slice(0, -4)),
    ];
    return spellings.filter((spelling) => bytes.includes(spelling));
  });
  expect(found).toEqual([]);
});

it('a second key replaces the first; a deleted one is wiped and can be set again', async () => {
  await put('anthropic', { key: `${KEY}1111` });
  await put('anthropic', { key: `${KEY}2222` });
  const hints = async () =>
    (await hub.request(ROOT, { as: 'owner' })).body.items
      .filter(({ provider }: { provider: string }) => provider === 'anthropic')
      .map(({ hint }: { hint: string }) => hint);
  expect(await hints()).toEqual(['2222']);
  const remove = () => hub.request(`${ROOT}/anthropic`, { method: 'DELETE', as: 'admin' });
  expect((await remove()).status).toBe(204);
  expect((await remove()).status).toBe(404);
  expect(await hints()).toEqual([]);
  const rows = await hub.dataSource.query(
    `SELECT sealed_key FROM provider_keys WHERE provider = 'anthropic'`,
  );
  expect(rows).toEqual([{ sealed_key: null }]);
  await put('anthropic', { key: KEY });
  expect(await hints()).toEqual(['WXYZ']);
});

it.each([
  ['no address for an unknown provider', 'mine', { key: KEY }, 'base-url-required'],
  ['echo', 'echo', { key: KEY }, 'bad-provider'],
  ['a name that is none', 'Mine', { key: KEY }, 'bad-provider'],
  ['spaces inside of the key', 'openai', { key: 'a b' }, 'bad-key'],
  ['an empty key', 'openai', { key: ' ' }, 'bad-key'],
  ['no key', 'openai', {}, 'validation-failed'],
  ...[
    'http://api.example.com/v1',
    'https://127.0.0.1',
    'http://models.internal/v1',
    'https://user:pass@api.example.com',
    'https://api.example.com?x=1',
  ].map((baseUrl) => [baseUrl, 'mine', { key: KEY, baseUrl }, 'address-not-allowed'] as const),
] as const)('refuses %s', async (_what, provider, json, code) => {
  const answer = await put(provider, json);
  expect(answer.body).toMatchObject({ status: 422, code });
  expect(answer.text).not.toContain(KEY);
});

it.each([
  'https://api.example.com/v1',
  'http://localhost:11434/v1',
  'http://gateway.internal/v1',
  'https://models.internal/v1',
  'https://8.8.8.8',
])('takes %s: public over https, or allowed by the operator', async (baseUrl) => {
  expect((await put('mine', { key: KEY, baseUrl })).status).toBe(200);
});

it('owners and admins manage keys, editors see that they exist, a stranger learns nothing', async () => {
  const statuses = async (as: NonNullable<TestRequest['as']>) => [
    (await hub.request(ROOT, { as })).status,
    (await put('openai', { key: KEY }, { as })).status,
    (await hub.request(`${ROOT}/openai`, { as, method: 'DELETE' })).status,
  ];
  expect(await statuses('owner')).toEqual([200, 200, 204]);
  expect(await statuses('admin')).toEqual([200, 200, 204]);
  expect(await statuses('editor')).toEqual([200, 403, 403]);
  expect(await statuses('viewer')).toEqual([403, 403, 403]);
  expect(await statuses('stranger')).toEqual([404, 404, 404]);
  const bodies = await Promise.all(
    ['acme', 'nobody'].map(async (slug) => {
      const { body } = await hub.request(`/api/v1/organizations/${slug}/provider-keys`, { as: 'stranger' });
      return { ...body, requestId: undefined };
    }),
  );
  expect(bodies[0]).toEqual(bodies[1]);
});
