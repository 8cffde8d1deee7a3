import { startHub, type TestHub } from './hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

const origin = 'https://shop.example';
const project = '/api/v1/projects/acme/support-desk';

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
  'a page of another origin may ask the API with %s and a token',
  async (method) => {
    const preflight = await hub.request(project, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization,content-type,if-none-match',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-methods')?.split(', ')).toContain(method);
    expect(preflight.headers.get('access-control-allow-headers')).toBe(
      'authorization,content-type,if-none-match',
    );
  },
);

test('it may read answers and refusals, with what a client needs of their headers', async () => {
  const asked = await hub.request(project, { as: 'viewer', headers: { origin } });
  const refused = await hub.request(project, { headers: { origin } });
  expect([asked.status, refused.status]).toEqual([200, 401]);
  for (const { headers } of [asked, refused]) {
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-expose-headers')?.split(', ')).toEqual(
      expect.arrayContaining(['etag', 'retry-after', 'x-request-id']),
    );
  }
});

test("no cookie is taken from it, and the hub's own pages stay closed", async () => {
  const api = await hub.request(project, { as: 'viewer', headers: { origin } });
  expect(api.headers.has('access-control-allow-credentials')).toBe(false);
  for (const path of ['/sign-in', '/oauth/authorize', '/health/live', '/api/docs']) {
    const page = await hub.request(path, { headers: { origin } });
    expect(page.headers.has('access-control-allow-origin')).toBe(false);
    const preflight = await hub.request(path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.has('access-control-allow-origin')).toBe(false);
  }
});
