import * as assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { answerCredentials } from '../src/language/answer-credentials';
import type { RunRecord } from '../src/runs/run-record';
import { eventually, theApp, workspaceUri } from './support/app';
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
    assert.match((await ask()).refused ?? '', /did not agree/, 'no answer is a no');
    assert.match(JSON.stringify(person.shown), /models\.example:8443[^]*prompthub\.yaml/);
    person.will('showWarningMessage', 'Allow This Address');
    assert.deepEqual(await ask(), { apiKey: 'k' });
    const questions = person.shown.length;
    assert.deepEqual(await ask(), { apiKey: 'k' });
    assert.equal(person.shown.length, questions);
  });

  it('a host of a provider itself needs no consent', async () => {
    const app = await theApp();
    assert.deepEqual(await answerCredentials({ ...OPENAI, workspaceHost: false }, app), {});
    assert.deepEqual(person.shown, []);
  });

  it('a run to a host of the workspace sends nothing without consent', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const link = workspaceUri('prompthub.yaml');
    const endpoint = `endpoints:\n  wire: { baseUrl: 'http://127.0.0.1:${port}/v1' }\n`;
    await vscode.workspace.fs.writeFile(link, new TextEncoder().encode(endpoint));
    const { keys } = await theApp();
    const place = { provider: 'wire', host: `127.0.0.1:${port}` };
    await keys.set(place, 'sk-for-the-wire');
    const argument = { uri: workspaceUri('prompts', 'greet.prompt').toString(), model: 'wire/gpt-5-mini' };
    // The server hears of the new link file a moment after it was written.
    await eventually(async () => {
      await vscode.commands.executeCommand<RunRecord>('prompthub.run', argument);
      return person.heard.includes(`127.0.0.1:${port}`);
    });
    const record = await vscode.commands.executeCommand<RunRecord>('prompthub.run', argument);
    await vscode.workspace.fs.delete(link);
    server.close();
    await keys.remove(place);
    assert.equal(record.status, 'failed');
    // Not a code for which the results panel offers to store a key: the key is there, and must stay here.
    assert.equal(record.error?.code, 'refused');
    assert.match(record.error?.message ?? '', /did not agree/);
    assert.equal(requests, 0);
  });
});
