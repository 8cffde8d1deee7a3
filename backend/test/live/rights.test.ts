import { createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { keyId } from '../../src/common/secret';
import { uuidV7 } from '../../src/common/uuid';
import { startHub, type TestHub, type TestRole } from '../hub';
import { ownerQuery } from '../owner-query';
import { ReleaseTester } from '../releases/release-client';
import { LiveClient } from './live-client';

let hub: TestHub;
let tester: ReleaseTester;
const clients: LiveClient[] = [];
const NAME = 'acme/watched';

beforeAll(async () => {
  hub = await startHub();
  tester = await ReleaseTester.begin(hub, 'watched');
});
afterEach(() => clients.splice(0).forEach((client) => client.close()));
afterAll(() => hub?.close());

async function connect(token: string): Promise<LiveClient> {
  const client = await LiveClient.connect(hub.url, { token });
  clients.push(client);
  return client;
}
const refused = (problem: object) => expect.objectContaining({ problem: expect.objectContaining(problem) });
const NOT_THERE = {
  status: 404,
  code: 'not-found',
  detail: 'There is no such project, or you may not see it.',
};

async function personalToken(as: TestRole, scopes = ['read']): Promise<{ id: string; token: string }> {
  const answer = await hub.request('/api/v1/me/tokens', { as, json: { name: 'live', scopes } });
  expect(answer.status).toBe(201);
  return answer.body;
}

/** An access token of a session that is on record, good for so many seconds. */
async function accessToken(as: TestRole, seconds: number): Promise<{ session: string; token: string }> {
  const { id, name, email } = hub.users[as];
  const session = uuidV7();
  await hub.dataSource.query('INSERT INTO sessions (id, user_id, client_id) VALUES ($1, $2, $3)', [
    session,
    id,
    'x',
  ]);
  const key = hub.config.jwtKeys[0] ?? Buffer.alloc(32);
  const token = await new SignJWT({ name, email, sid: session })
    .setProtectedHeader({ alg: 'HS256', kid: keyId(key).toString('hex') })
    .setSubject(id)
    .setIssuer(hub.config.publicUrl)
    .setAudience('prompthub')
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(createSecretKey(key));
  return { session, token };
}

/** By name: who may not see it is told the same as where there is nothing. */
it.each([
  ['a viewer', 'viewer', NAME, undefined],
  ['a stranger', 'stranger', NAME, NOT_THERE],
  ['a stranger, of nothing', 'stranger', 'acme/nothing', NOT_THERE],
  ['a member, of nothing', 'viewer', 'acme/nothing', NOT_THERE],
] as const)('%s follows a project only by its right to read it', async (_who, role, name, problem) => {
  const client = await connect(hub.users[role].token);
  if (problem === undefined) await client.follow(name);
  else await expect(client.follow(name)).rejects.toEqual(refused(problem));
});

it('a personal token needs the scope to read', async () => {
  const reading = await connect((await personalToken('editor', ['read'])).token);
  await reading.follow(NAME);
  const running = await connect((await personalToken('editor', ['execute'])).token);
  await expect(running.follow(NAME)).rejects.toEqual(refused({ status: 403, code: 'insufficient-scope' }));
});

it.each([
  ['no auth at all', {}],
  ['no token', { token: '' }],
  ['a wrong token', { token: 'phub_nobody' }],
  ['a token that is none', { token: { $ne: null } }],
  ['a token of another hub', { token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.' }],
  ['a very long token', { token: 'x'.repeat(10_000) }],
])('nobody is let in with %s', async (_name, auth) => {
  await expect(LiveClient.connect(hub.url, auth)).rejects.toEqual(
    refused({ status: 401, code: 'unauthenticated' }),
  );
});

describe('a connection is cut, and its owner has to ask anew,', () => {
  it('when its personal token is deleted', async () => {
    const { id, token } = await personalToken('editor');
    const client = await connect(token);
    await client.follow(NAME);
    expect((await hub.request(`/api/v1/me/tokens/${id}`, { method: 'DELETE', as: 'editor' })).status).toBe(
      204,
    );
    await client.closed;
    await expect(connect(token)).rejects.toEqual(refused({ status: 401 }));
  });

  it('when its session ends', async () => {
    const { session, token } = await accessToken('editor', 600);
    const client = await connect(token);
    await client.follow(NAME);
    await hub.dataSource.query('UPDATE sessions SET ended_at = now() WHERE id = $1', [session]);
    await client.closed;
    await expect((await connect(token)).follow(NAME)).rejects.toEqual(refused({ status: 401 }));
  });

  it('when its token expires', async () => {
    const { token } = await accessToken('editor', 1);
    const client = await connect(token);
    await client.closed;
    await expect(connect(token)).rejects.toEqual(refused({ status: 401 }));
  });

  it('when its owner is no member any more, and others are not', async () => {
    const [gone, stays] = [await connect(hub.users.viewer.token), await connect(hub.users.editor.token)];
    for (const client of [gone, stays]) await client.follow(NAME);
    const members = await hub.request('/api/v1/organizations/acme/members', { as: 'owner' });
    const { userId } = members.body.items.find((member: { role: string }) => member.role === 'viewer');
    const path = `/api/v1/organizations/acme/members/${userId}`;
    expect((await hub.request(path, { method: 'DELETE', as: 'owner' })).status).toBe(204);
    await gone.closed;
    await expect((await connect(hub.users.viewer.token)).follow(NAME)).rejects.toEqual(refused(NOT_THERE));
    const commit = await tester.publish({ 'a.prompt': '1' });
    expect(await stays.next()).toMatchObject({ head: commit });
  });
});

it('using a token is no change of its rights', async () => {
  const { id, token } = await personalToken('editor');
  const client = await connect(token);
  await client.follow(NAME);
  await ownerQuery(hub, 'UPDATE personal_tokens SET last_used_at = NULL WHERE id = $1', [id]);
  await hub.request('/api/v1/me', { as: { token } });
  const commit = await tester.publish({ 'a.prompt': 'still connected' });
  expect(await client.next()).toMatchObject({ head: commit });
});
