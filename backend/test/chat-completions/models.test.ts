import { all, ChatHub, REPLY } from './chat-hub';

let chat: ChatHub;
let first: string;
beforeAll(async () => {
  chat = await ChatHub.start();
  first = chat.commit;
  chat.models.onMessage(/.*/, { content: 'Hello' });
  const next = { 'mail/reply.prompt': '---\nmodel: openai/gpt-4o-mini\n---\n{{role "system"}}Second.\n' };
  await chat.registry.publish(next, { parent: first });
});
afterAll(() => chat?.close());

/** What the model is told by the version that a name leads to. */
async function toldBy(version: string): Promise<string> {
  const sdk = await chat.sdk();
  const messages = [{ role: 'user' as const, content: 'hi' }];
  const model = `acme/support-desk/mail/reply${version}`;
  const answer = await sdk.chat.completions.create({ model, messages });
  expect(answer.model).toBe(model);
  const body = chat.models.getLastRequest()?.body as { messages: { content: string }[] };
  return body.messages[0]?.content.includes('Second') === true ? 'second' : 'first';
}

const put = (route: string, json: object) => chat.registry.request(route, { method: 'PUT', json });

test('a name leads to an environment, a label, a branch, a tag, a commit; alone to the default branch', async () => {
  await put('labels/stable', { path: 'mail/reply', ref: first, why: 'x' });
  await chat.registry.request('tags', { json: { name: 'v1.0', ref: first } });
  await chat.registry.request('branches', { json: { name: 'fix/tone', from: first } });
  const versions = ['@production', '', '.prompt', '@main', '@fix/tone', '@stable', '@v1.0', `@${first}`];
  const told: Record<string, string> = {};
  for (const version of [...versions, `@${first.slice(0, 8)}`]) told[version] = await toldBy(version);
  expect(told).toEqual({
    '@production': 'first',
    '': 'second',
    '.prompt': 'second',
    '@main': 'second',
    '@fix/tone': 'first',
    '@stable': 'first',
    '@v1.0': 'first',
    [`@${first}`]: 'first',
    [`@${first.slice(0, 8)}`]: 'first',
  });
});

test('an environment goes before a branch of its name', async () => {
  await chat.registry.request('branches', { json: { name: 'production', from: 'main' } });
  expect(await toldBy('@production')).toBe('first');
});

test('the list has what is deployed where the token may execute, by the names that are called', async () => {
  const models = await all((await chat.sdk()).models.list());
  expect(models).toEqual([{ id: REPLY, object: 'model', created: expect.any(Number), owned_by: 'acme' }]);
  expect(Math.abs((models[0]?.created ?? 0) - Date.now() / 1000)).toBeLessThan(300);
  for (const role of ['viewer', 'stranger'] as const)
    expect(await all((await chat.sdk(role)).models.list())).toEqual([]);
  await expect((await chat.sdk('editor', ['read'])).models.list()).rejects.toMatchObject({
    status: 403,
    code: 'insufficient_scope',
  });
});

test('a prompt with a version of its own is in the list once, and also where nothing else is deployed', async () => {
  const json = { ref: 'main', path: 'mail/reply', why: 'x' };
  for (const environment of ['production', 'staging'])
    expect((await chat.registry.request(`environments/${environment}/deployments`, { json })).status).toBe(
      201,
    );
  expect(await toldBy('@production')).toBe('second');
  const models = await all((await chat.sdk()).models.list());
  expect(models.map(({ id }) => id)).toEqual([REPLY.replace('production', 'staging'), REPLY]);
});
