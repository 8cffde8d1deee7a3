import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { startHub, type TestHub } from '../hub';
import { RegistryClient } from '../registry/registry-client';

const NAME = 'rebind.example';

let hub: TestHub;
afterAll(async () => {
  jest.restoreAllMocks();
  await hub?.close();
});

test('a name that leads elsewhere once it was checked is not connected to', async () => {
  hub = await startHub();
  // Its name server answers the hub's first look with a public address, and each connection with loopback.
  jest.spyOn(dnsPromises, 'lookup').mockResolvedValue([{ address: '93.184.215.14', family: 4 }] as never);
  const lookup = jest.spyOn(dns, 'lookup');
  lookup.mockImplementation(((_name: string, _options: object, done: (error: null, all: object[]) => void) =>
    done(null, [{ address: '127.0.0.1', family: 4 }])) as never);
  let connections = 0;
  const inside = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await once(inside.listen(0, '127.0.0.1'), 'listening');
  const baseUrl = `https://${NAME}:${(inside.address() as AddressInfo).port}/v1`;
  await new RegistryClient(hub).publish({ 'a.prompt': 'Hello' });
  const key = { key: 'sk-proj-0123456789abcdefWXYZ', baseUrl };
  await hub.request('/api/v1/organizations/acme/provider-keys/mine', {
    method: 'PUT',
    as: 'owner',
    json: key,
  });
  const answer = await hub.request('/api/v1/projects/acme/support-desk/execute', {
    as: 'editor',
    json: { path: 'a.prompt', model: 'mine/m' },
  });
  expect(answer.body).toMatchObject({ status: 502, code: 'provider-network' });
  expect(lookup.mock.calls.map(([name]) => name)).toContain(NAME);
  expect(connections).toBe(0);
  inside.close();
});
