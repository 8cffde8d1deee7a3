import { startHub, type TestHub, type TestRequest } from '../hub';
import { ownerQuery } from '../owner-query';
import { KEYS_IN_FORCE, type KeysInForce } from '../../src/provider-keys/key-row';
import { ProviderKeysService } from '../../src/provider-keys/provider-keys.service';

const KEY = 'sk-proj-0123456789abcdef';
const ORGANIZATION = '/api/v1/organizations/acme/provider-keys';
const PROJECT = '/api/v1/projects/acme/support-desk/provider-keys';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());
beforeEach(() => ownerQuery(hub, 'DELETE FROM provider_keys'));

const put = async (path: string, end: string, more: TestRequest = {}) => {
  const json = { key: KEY + end };
  const answer = await hub.request(path, { method: 'PUT', as: 'owner', json, ...more });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.body;
};
const remove = (path: string) => hub.request(path, { method: 'DELETE', as: 'admin' });
const hints = async (path: string): Promise<string[]> =>
  (await hub.request(path, { as: 'editor' })).body.items.map(
    (key: { of: string; provider: string; hint: string }) => `${key.of} ${key.provider} ${key.hint}`,
  );
/** As a call of a deployed prompt finds it, which is told which keys are in force, and as any other does. */
const opened = async (provider: string, projectId = hub.project.id) => {
  const keys = hub.app.get(ProviderKeysService, { strict: false });
  const owner = { organizationId: hub.organization.id, projectId };
  const [told] = await ownerQuery<{ keys: KeysInForce | null }>(
    hub,
    `SELECT ${KEYS_IN_FORCE} FROM projects p WHERE p.id = $1`,
    [projectId],
  );
  const found = await keys.open(owner, provider, told?.keys ?? undefined);
  expect(await keys.open(owner, provider)).toBe(found);
  return found;
};

it("a project's own keys come before its organization's, which stand behind them", async () => {
  await put(`${ORGANIZATION}/openai`, 'OOOO');
  await put(`${ORGANIZATION}/anthropic`, 'AAAA');
  expect(await put(`${PROJECT}/openai`, 'PPPP')).toMatchObject({ of: 'project', hint: 'PPPP' });
  expect(await hints(PROJECT)).toEqual([
    'project openai PPPP',
    'organization anthropic AAAA',
    'organization openai OOOO',
  ]);
  expect(await hints(ORGANIZATION)).toEqual(['organization anthropic AAAA', 'organization openai OOOO']);
  expect((await opened('openai'))?.key).toBe(`${KEY}PPPP`);
  expect((await opened('anthropic'))?.key).toBe(`${KEY}AAAA`);
  expect(await opened('mistral')).toBeUndefined();
});

it('a change holds for the next call, and what one owner deletes the other keeps', async () => {
  await put(`${ORGANIZATION}/openai`, 'OOOO');
  await put(`${PROJECT}/openai`, '1111');
  await put(`${PROJECT}/openai`, '2222');
  expect((await opened('openai'))?.key).toBe(`${KEY}2222`);
  expect(await opened('openai')).toBe(await opened('openai'));
  expect((await remove(`${PROJECT}/openai`)).status).toBe(204);
  expect((await remove(`${PROJECT}/openai`)).status).toBe(404);
  expect((await opened('openai'))?.key).toBe(`${KEY}OOOO`);
  await put(`${PROJECT}/openai`, '3333');
  expect((await remove(`${ORGANIZATION}/openai`)).status).toBe(204);
  expect(await hints(PROJECT)).toEqual(['project openai 3333']);
  const rows = await ownerQuery(
    hub,
    'SELECT sealed_key, data_key FROM provider_keys WHERE deleted_at IS NOT NULL',
  );
  expect(rows).toEqual(Array(2).fill({ sealed_key: null, data_key: null }));
});

it("of more keys than a call is told of, each is found, and the project's before its organization's", async () => {
  const names = Array.from({ length: 21 }, (_, index) => `p${index}`);
  for (const name of names)
    for (const [path, end] of [
      [ORGANIZATION, 'OOOO'],
      [PROJECT, 'PPPP'],
    ] as const)
      await put(`${path}/${name}`, end, { json: { key: KEY + end, baseUrl: 'https://models.example' } });
  await put(`${ORGANIZATION}/openai`, 'OOOO');
  for (const name of names) expect((await opened(name))?.key).toBe(`${KEY}PPPP`);
  expect((await opened('openai'))?.key).toBe(`${KEY}OOOO`);
});

it("another project of the organization has neither, nor does one of another's", async () => {
  await hub.request('/api/v1/organizations/acme/projects', {
    as: 'owner',
    json: { slug: 'second', name: 'Second' },
  });
  await put(`${PROJECT}/openai`, 'PPPP');
  expect(await hints('/api/v1/projects/acme/second/provider-keys')).toEqual([]);
  expect((await remove('/api/v1/projects/acme/second/provider-keys/openai')).status).toBe(404);
  const [second] = await ownerQuery<{ id: string }>(hub, `SELECT id FROM projects WHERE slug = 'second'`);
  expect(await opened('openai', second?.id)).toBeUndefined();
  // Somebody with the database, but not the encryption key, gives it to the other project, or to all of them.
  await ownerQuery(hub, 'UPDATE provider_keys SET project_id = $1', [second?.id]);
  await expect(opened('openai', second?.id)).rejects.toMatchObject({ code: 'provider-key-unreadable' });
  await ownerQuery(hub, 'UPDATE provider_keys SET project_id = NULL');
  await expect(opened('openai')).rejects.toMatchObject({ code: 'provider-key-unreadable' });
});

it('what is done is on record with its project, and without the key', async () => {
  await put(`${PROJECT}/openai`, 'PPPP');
  await remove(`${PROJECT}/openai`);
  const events = await ownerQuery<{ action: string; project_id: string | null }>(
    hub,
    `SELECT action, project_id FROM audit_events WHERE target = 'openai' ORDER BY at DESC, id DESC LIMIT 2`,
  );
  expect(events).toEqual(
    ['deleted', 'set'].map((what) => ({
      action: `execution.provider-key.${what}`,
      project_id: hub.project.id,
    })),
  );
});

it('two who set it at once leave one key', async () => {
  await Promise.all(['1111', '2222', '3333', '4444'].map((end) => put(`${PROJECT}/openai`, end)));
  const [only, ...others] = await hints(PROJECT);
  expect(others).toEqual([]);
  expect((await opened('openai'))?.key).toBe(KEY + only?.slice(-4));
});
