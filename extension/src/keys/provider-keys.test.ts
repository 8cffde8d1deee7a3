import { fakeSecrets } from '../auth/fake-secrets';
import { ProviderKeys } from './provider-keys';

test('a key is given for the host it was stored for, and for no other', async () => {
  const keys = new ProviderKeys(fakeSecrets());
  await keys.set({ provider: 'openai', host: 'api.openai.com' }, 'sk-1');
  expect(await keys.get({ provider: 'openai', host: 'API.openai.com' })).toBe('sk-1');
  expect(await keys.get({ provider: 'openai', host: 'evil.example' })).toBeUndefined();
  expect(await keys.get({ provider: 'anthropic', host: 'api.openai.com' })).toBeUndefined();
});

test('the list names places, also with ports, and ignores other secrets', async () => {
  const secrets = fakeSecrets();
  const keys = new ProviderKeys(secrets);
  await secrets.store('session:http://hub', '{}');
  await keys.set({ provider: 'openai', host: 'api.openai.com' }, 'sk-1');
  await keys.set({ provider: 'local', host: 'localhost:11434' }, 'sk-2');
  const list = await keys.list();
  expect(list).toEqual([
    { provider: 'local', host: 'localhost:11434' },
    { provider: 'openai', host: 'api.openai.com' },
  ]);
  expect(JSON.stringify(list)).not.toContain('sk-');
});

test('a removed key is gone', async () => {
  const keys = new ProviderKeys(fakeSecrets());
  const place = { provider: 'openai', host: 'api.openai.com' };
  await keys.set(place, 'sk-1');
  await keys.remove(place);
  expect(await keys.get(place)).toBeUndefined();
  expect(await keys.list()).toEqual([]);
});
