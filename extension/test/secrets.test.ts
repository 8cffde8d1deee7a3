import * as assert from 'node:assert/strict';
import { answerCredentials } from '../src/language/answer-credentials';
import { theApp } from './support/app';
import { Person } from './support/stubs';

const OPENAI = { provider: 'openai', host: 'api.openai.com' };
const LOCAL = { provider: 'local', host: 'models.example:8443' };

describe('provider keys', () => {
  let person: Person;
  beforeEach(() => (person = new Person()));
  afterEach(async () => {
    person.leave();
    const { keys } = await theApp();
    await Promise.all([keys.remove(OPENAI), keys.remove(LOCAL)]);
  });

  it('are stored by the command and given to their host alone', async () => {
    const app = await theApp();
    const { setProviderKey } = await import('../src/commands/set-provider-key');
    person.will('showInputBox', ' sk-secret ');
    await setProviderKey(app, 'openai');
    assert.deepEqual(await answerCredentials({ ...OPENAI, workspaceHost: false }, app), {
      apiKey: 'sk-secret',
    });
    assert.deepEqual(
      await answerCredentials({ ...OPENAI, host: 'evil.example', workspaceHost: false }, app),
      {},
    );
    assert.ok(!person.heard.includes('sk-secret'));
  });

  it('go to a host that the workspace named only after consent, which is remembered', async () => {
    const app = await theApp();
    await app.keys.set(LOCAL, 'k');
    const ask = () => answerCredentials({ ...LOCAL, workspaceHost: true }, app);
    assert.deepEqual(await ask(), {}, 'no answer is a no');
    assert.match(JSON.stringify(person.shown), /models\.example:8443[^]*prompthub\.yaml/);
    person.will('showWarningMessage', 'Send the Key');
    assert.deepEqual(await ask(), { apiKey: 'k' });
    const questions = person.shown.length;
    assert.deepEqual(await ask(), { apiKey: 'k' });
    assert.equal(person.shown.length, questions);
  });

  it('without a key nobody is asked', async () => {
    const app = await theApp();
    assert.deepEqual(await answerCredentials({ provider: 'x', host: 'y', workspaceHost: true }, app), {});
    assert.deepEqual(person.shown, []);
  });
});
