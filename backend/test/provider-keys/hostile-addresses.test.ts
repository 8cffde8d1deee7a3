import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seal } from '../../src/common/envelope';
import { uuidV7 } from '../../src/common/uuid';
import { sealContext } from '../../src/provider-keys/key-row';
import { ChildHub } from '../child-hub';
import { startHub, type TestHub, type TestResponse } from '../hub';
import { ownerQuery } from '../owner-query';
import { RegistryClient } from '../registry/registry-client';
import { Canary, CANARY_SECRET } from './canary';
import { HOSTILE, LEADING_INSIDE } from './hostile-addresses';

const KEY = 'sk-proj-0123456789abcdefWXYZ';

/** A provider that the operator allows by its port, and that sends everybody on. */
const redirecting = createServer((request, response) => {
  const [, status = '', , ...to] = (request.url ?? '').split('/');
  redirected.push(request.headers.authorization ?? '');
  request.on('data', (bytes: Buffer) => asked.push(bytes.toString()));
  if (status === '101')
    response.socket?.end(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    );
  else response.writeHead(Number(status), { location: targets[Number(to[0])] ?? '/' }).end();
});
const redirected: string[] = [];
/** Pieces of the bodies of its requests. */
const asked: string[] = [];
let targets: string[] = [];

let hub: TestHub;
let canary: Canary;
let child: ChildHub | undefined;
beforeAll(async () => {
  canary = await Canary.start();
  await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
  hub = await startHub({ settings: { allowedProviderHosts: [`127.0.0.1:${portOf(redirecting)}`] } });
  await new RegistryClient(hub).publish({ 'a.prompt': 'Hello {{#if picture}}{{media url=picture}}{{/if}}' });
  const known = [hub.url, hub.appUrl].map((url) => Number(new URL(url).port));
  canary.watch([...known, portOf(redirecting)]);
});
beforeEach(() => {
  [canary.reached, canary.begun] = [0, []];
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await child?.kill();
  await hub?.close();
  await canary?.stop();
  redirecting.closeAllConnections();
  redirecting.close();
});

const portOf = (server: typeof redirecting): number => (server.address() as AddressInfo).port;

const put = (baseUrl: string) =>
  hub.request('/api/v1/organizations/acme/provider-keys/mine', {
    method: 'PUT',
    as: 'owner',
    json: { key: KEY, baseUrl },
  });

const execute = (more: object = {}, origin = hub.url) =>
  hub.request('/api/v1/projects/acme/support-desk/execute', {
    as: 'editor',
    origin,
    json: { path: 'a.prompt', model: 'mine/m', ...more },
  });

/** The last call's, once it is settled: that is done behind the answer. */
async function lastRecord(): Promise<{ status: string }> {
  for (;;) {
    const path = '/api/v1/projects/acme/support-desk/executions?limit=1';
    const [record] = (await hub.request(path, { as: 'viewer' })).body.items;
    if (record.status !== 'running') return record;
  }
}

/** As if it had been stored before it was refused, or under other settings. */
async function store(baseUrl: string): Promise<void> {
  await ownerQuery(hub, 'DELETE FROM provider_keys');
  const row = { organization_id: hub.organization.id, project_id: null, provider: 'mine', base_url: baseUrl };
  const { sealed, dataKey } = seal(hub.config.encryptionKeys, KEY, sealContext(row));
  await ownerQuery(
    hub,
    `INSERT INTO provider_keys (id, organization_id, provider, base_url, sealed_key, data_key, hint)
     VALUES ($1, $2, $3, $4, $5, $6, 'WXYZ')`,
    [uuidV7(), row.organization_id, row.provider, baseUrl, sealed, dataKey],
  );
}

/** A clear problem, nobody reached, and nothing told of what would have been found. */
function expectRefused(answer: TestResponse, codes: RegExp): void {
  expect([422, 502]).toContain(answer.status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body.code).toMatch(codes);
  expect(answer.body.detail.length).toBeGreaterThan(20);
  expect(answer.text).not.toMatch(new RegExp(`${CANARY_SECRET}|${KEY}|ECONN|127\\.0\\.0\\.1:${canary.port}`));
  expect({ reached: canary.reached, begun: canary.begun }).toEqual({ reached: 0, begun: [] });
}

const cases = Object.entries(HOSTILE).flatMap(([group, urls]) =>
  Object.entries(urls).map(([name, url]) => [`${group}: ${name}`, url] as const),
);

it('there are enough of them, and the canary sings when it is reached', async () => {
  expect(new Set(cases.map(([, url]) => url)).size).toBeGreaterThanOrEqual(60);
  await expect(fetch(`http://127.0.0.1:${canary.port}`).then((answer) => answer.text())).resolves.toBe(
    CANARY_SECRET,
  );
  expect({ reached: canary.reached, begun: canary.begun }).toEqual({
    reached: 1,
    begun: [`127.0.0.1:${canary.port}`],
  });
});

it.each(cases)('%s', async (_name, hostile) => {
  const url = hostile.replace('PORT', String(canary.port));
  expectRefused(await put(url), /^address-not-allowed$/);
  await store(url);
  expectRefused(await execute(), /^address-not-allowed$/);
});

describe('a public name that leads inside', () => {
  // The name is looked up once, for the connection: between check and use there is no moment to answer otherwise.
  it.each(Object.entries(LEADING_INSIDE))('%s', async (name, addresses) => {
    const answer = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const lookup = jest.spyOn(dns, 'lookup').mockImplementation((...given: unknown[]) => {
      (given.at(-1) as (error: null, all: object[]) => void)(null, answer);
    });
    const host = `${name.replace(/\W+/g, '-').toLowerCase()}.example`;
    expect((await put(`https://${host}:${canary.port}/v1`)).status).toBe(200);
    expectRefused(await execute(), /^provider-refused$/);
    expect(lookup.mock.calls.map(([asked]) => asked)).toEqual([host]);
    expect(await lastRecord()).toMatchObject({ errorCode: 'refused', costUsd: 0 });
  });
});

describe('a provider that the operator allows, and that sends on', () => {
  const HOW = ['301', '302', '303', '307', '308'];
  const WHERE = {
    'to loopback': 'http://127.0.0.1:PORT/v1',
    'to the same host, another port': '//127.0.0.1:PORT/v1',
    'to IPv6': 'http://[::1]:PORT/v1',
    'to TLS': 'https://localhost:PORT/v1',
    'to another scheme': 'file:///etc/passwd',
  };
  const all = HOW.flatMap((status) => Object.entries(WHERE).map(([name, to]) => [status, name, to] as const));

  it.each(all)('%s %s', async (status, _name, to) => {
    targets = [to.replace('PORT', String(canary.port))];
    redirected.length = 0;
    expect((await put(`http://127.0.0.1:${portOf(redirecting)}/${status}/to/0`)).status).toBe(200);
    expectRefused(await execute(), /^provider-network$/);
    expect(redirected).toEqual([`Bearer ${KEY}`]);
  });

  it('is given the address of a picture, and the hub does not fetch it', async () => {
    const picture = `http://127.0.0.1:${canary.port}/cat.png`;
    expect((await put(`http://127.0.0.1:${portOf(redirecting)}/500`)).status).toBe(200);
    expectRefused(await execute({ vars: { picture } }), /^provider-server-error$/);
    expect(asked.join('')).toContain(picture);
  });

  it('or answers with another protocol', async () => {
    expect((await put(`http://127.0.0.1:${portOf(redirecting)}/101`)).status).toBe(200);
    expectRefused(await execute(), /^provider-network$/);
  });
});

it('a proxy of the environment is not asked, but for hosts that the operator allows', async () => {
  const proxy = `http://127.0.0.1:${canary.port}`;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  const environment = Object.fromEntries(names.map((name) => [name, proxy]));
  child = await ChildHub.start(
    { ...hub.config, logLevel: 'silent', allowedProviderHosts: ['allowed.invalid'] },
    { ...environment, NODE_USE_ENV_PROXY: '1' },
  );
  await store('https://provider.invalid/v1');
  const refused = await execute({}, child.url);
  // The other process is not watched, but the question to it is seen.
  canary.begun = [];
  expectRefused(refused, /^provider-network$/);
  await store('https://allowed.invalid/v1');
  await execute({}, child.url);
  expect(canary.reached).toBeGreaterThan(0);
});
