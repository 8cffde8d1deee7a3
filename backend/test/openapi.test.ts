/* eslint-disable @typescript-eslint/no-explicit-any -- an OpenAPI document is walked, not typed */
import { startHub, type TestHub } from './hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

test('every operation has a summary, and every JSON body and answer an example', async () => {
  const { body } = await hub.request('/api/openapi.json');
  expect(body.openapi).toMatch(/^3\./);
  const operations = Object.entries<Record<string, any>>(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
  );
  expect(operations.length).toBeGreaterThan(35);
  const lacking = operations
    .filter(({ operation }) => {
      const success: any = Object.entries<any>(operation.responses).find(([status]) =>
        status.startsWith('2'),
      )?.[1];
      const answer = success?.content?.['application/json'];
      const sent = operation.requestBody?.content?.['application/json'];
      const hasExample = (media: any): boolean =>
        media === undefined ||
        JSON.stringify(media).includes('"example') ||
        JSON.stringify(body.components.schemas[media.schema?.$ref?.split('/').at(-1)] ?? {}).includes(
          '"example',
        );
      return operation.summary === undefined || !hasExample(answer) || !hasExample(sent);
    })
    .map(({ name }) => name);
  expect(lacking).toEqual([]);
});

test('the page to read it is there', async () => {
  const page = await hub.request('/api/docs');
  expect([page.status, page.text.includes('swagger-ui')]).toEqual([200, true]);
});

test('the page runs scripts of the hub only, and has none inline', async () => {
  const page = await hub.request('/api/docs');
  const policy = page.headers.get('content-security-policy');
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(policy).toMatch(/frame-ancestors 'none'/);
  const scripts = [...page.text.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)];
  expect(scripts.length).toBeGreaterThan(0);
  for (const [, attributes = '', text] of scripts) {
    const source = /src="([^"]+)"/.exec(attributes)?.[1] ?? '';
    expect(text?.trim()).toBe('');
    const script = await hub.request(new URL(source, `${hub.url}/api/docs`).pathname);
    expect([script.status, script.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('javascript'),
    ]);
  }
});
