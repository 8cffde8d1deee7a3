import { startHub, type TestHub } from '../hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

const API = '/api/v1';

/** Whose keys are still stored, and of which providers keys were deleted, as the audit trail has it. */
async function stored(): Promise<{ kept: string[]; deleted: string[] }> {
  const kept = await hub.dataSource.query<{ provider: string }[]>(
    'SELECT provider FROM provider_keys WHERE sealed_key IS NOT NULL OR data_key IS NOT NULL ORDER BY provider',
  );
  const deleted = await hub.dataSource.query<{ target: string }[]>(
    `SELECT target FROM audit_events WHERE action = 'execution.provider-key.deleted' ORDER BY target`,
  );
  return { kept: kept.map(({ provider }) => provider), deleted: deleted.map(({ target }) => target) };
}

it('a deleted project takes its provider keys with it, a deleted organization all of its own, and no others', async () => {
  const json = { key: 'sk-proj-0123456789abcdefWXYZ', baseUrl: 'https://api.example.com' };
  await hub.request(`${API}/organizations/acme/projects`, {
    as: 'owner',
    json: { slug: 'other', name: 'Other' },
  });
  for (const place of ['organizations/acme', 'projects/acme/support-desk', 'projects/acme/other']) {
    const provider = place.split('/').at(-1) ?? '';
    const path = `${API}/${place}/provider-keys/${provider}`;
    expect((await hub.request(path, { method: 'PUT', as: 'owner', json })).status).toBe(200);
  }
  const strangers = `${API}/organizations/other/provider-keys/strange`;
  expect((await hub.request(strangers, { method: 'PUT', as: 'stranger', json })).status).toBe(200);

  await hub.request(`${API}/projects/acme/other`, { method: 'DELETE', as: 'owner' });
  expect(await stored()).toEqual({ kept: ['acme', 'strange', 'support-desk'], deleted: ['other'] });
  await hub.request(`${API}/organizations/acme`, { method: 'DELETE', as: 'owner' });
  expect(await stored()).toEqual({ kept: ['strange'], deleted: ['acme', 'other', 'support-desk'] });
});
