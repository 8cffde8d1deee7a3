import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, theApp } from './support/app';
import { Person } from './support/stubs';
import { PERSONAL_TOKEN, TestHub } from './support/test-hub';

/** Where the browser ends up: in a window that tunnels addresses of this machine, it is sent on to the hub's page. */
async function landingOf(page: string): Promise<string> {
  if (page.includes('/oauth/authorize')) return page;
  const { status, headers } = await fetch(page, { redirect: 'manual' });
  assert.equal(status, 302);
  return headers.get('location') ?? '';
}

describe('signing in', () => {
  let hub: TestHub;
  let person: Person;
  const openExternal = vscode.env.openExternal;

  before(async () => (hub = await new TestHub().start()));
  after(() => hub.stop());
  beforeEach(() => (person = new Person()));
  afterEach(async () => {
    person.leave();
    vscode.env.openExternal = openExternal;
    await (await theApp()).accounts.signOut(hub.url);
  });

  /** A browser in which the person agrees; `change` may tamper with where it comes back to. */
  const browser = async (change: (back: URL) => void = () => undefined) => {
    const { accounts } = await theApp();
    vscode.env.openExternal = async (page) => {
      const back = hub.agree(await landingOf(String(page)));
      change(back);
      const uri = vscode.Uri.from({
        scheme: 'code-oss',
        authority: 'prompthub.prompthub',
        path: '/callback',
        query: back.search.slice(1),
      });
      accounts.flow.handleUri(uri);
      return true;
    };
  };

  it('goes through the browser with PKCE, and the editor knows the account', async () => {
    await browser();
    const changes: string[] = [];
    const subscription = vscode.authentication.onDidChangeSessions(({ provider }) =>
      changes.push(provider.id),
    );
    await vscode.commands.executeCommand('prompthub.signIn', hub.url);
    const { accounts } = await theApp();
    assert.equal((await accounts.session(hub.url))?.account.label, 'ann@example.org');
    await eventually(() => changes.includes('prompthub'));
    subscription.dispose();
    const known = await vscode.authentication.getAccounts('prompthub');
    assert.match(known.map(({ label }) => label).join(), /ann@example\.org/);
  });

  it('ignores an answer with a foreign state', async () => {
    await browser((back) => back.searchParams.set('state', 'somebody-else'));
    const { accounts } = await theApp();
    let settled = false;
    void accounts.signIn(hub.url).then(
      () => (settled = true),
      () => undefined,
    );
    await eventually(async () => (await accounts.sessions()).length === 0);
    assert.equal(settled, false);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('says why the hub refused', async () => {
    await browser((back) => {
      back.searchParams.delete('code');
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', 'You said no.');
    });
    await vscode.commands.executeCommand('prompthub.signIn', hub.url);
    assert.match(person.heard, /You said no\./);
  });

  it('renews a token that the hub refuses, once for all that need it', async () => {
    await browser();
    await vscode.commands.executeCommand('prompthub.signIn', hub.url);
    const { accounts } = await theApp();
    hub.accessTokens.clear();
    const client = await accounts.client(hub.url);
    const before = hub.refreshToken;
    await Promise.all([client.me(), client.me(), client.me()]);
    assert.equal(Number(hub.refreshToken.split('-')[1]), Number(before.split('-')[1]) + 1);
  });

  it('takes a personal token, and refuses what is none', async () => {
    person.will('showInputBox', PERSONAL_TOKEN);
    await vscode.commands.executeCommand('prompthub.signInWithToken', hub.url);
    const { accounts } = await theApp();
    assert.equal((await accounts.session(hub.url))?.kind, 'personal');
    assert.ok(!person.heard.includes(PERSONAL_TOKEN));
    await assert.rejects(accounts.signInWithToken(hub.url, 'hunter2'), /phub_/);
  });

  it('signing out tells the hub and forgets', async () => {
    await browser();
    await vscode.commands.executeCommand('prompthub.signIn', hub.url);
    const token = hub.refreshToken;
    await vscode.commands.executeCommand('prompthub.signOut');
    const { accounts } = await theApp();
    assert.equal(await accounts.session(hub.url), undefined);
    assert.ok(hub.revoked.includes(token));
  });
});
