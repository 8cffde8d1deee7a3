import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LIVE_PATH } from '@prompthub/protocol';
import { Server, type Socket } from 'socket.io';
import { eventually, open, theApp } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { TestHub } from './support/test-hub';

const GREET = 'greet.prompt';
const PROJECT = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('what moves at the hub', () => {
  let hub: TestHub;
  let sockets: Server;
  let commits: string[];

  beforeEach(async () => {
    hub = await new TestHub().start();
    sockets = new Server(hub.server, { path: LIVE_PATH, transports: ['websocket'] });
    sockets.on('connection', (socket: Socket) => {
      socket.on('subscribe', (_project: unknown, answer: (given: object) => void) =>
        answer({ ok: true, project: PROJECT }),
      );
    });
    commits = ['First', 'Second'].map(
      (content) => hub.commit([{ path: GREET, content: `${content}\n` }], content).id,
    );
    await linkTo(hub);
  });
  afterEach(async () => {
    await unlink(hub);
    sockets.disconnectSockets(true);
    hub.stop();
  });

  /** Somebody else does. */
  function deploy(commit: string | undefined): void {
    const { status } = hub.releases.answer({
      ...{ method: 'POST', route: 'environments/staging/deployments', query: () => '' },
      body: { ref: commit, why: 'Elsewhere', expected: hub.releases.at('staging') ?? null },
    });
    assert.equal(status, 200);
    const event = { kind: 'environment', project: PROJECT, name: 'staging', path: null, commit };
    sockets.emit('moved', event);
  }

  it('is shown in the Environments view and above the prompt without being asked for', async () => {
    const { environments } = await theApp();
    await eventually(() => sockets.sockets.sockets.size === 1);
    const document = await open('prompts', GREET);
    const lenses = async () => {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      );
      return all.map(({ command }) => command?.title ?? '').filter((title) => title.includes('behind'));
    };
    assert.deepEqual(await lenses(), []);
    let refreshed = 0;
    const listening = environments.onDidChangeTreeData(() => refreshed++);
    deploy(commits[0]);
    await eventually(() => refreshed > 0);
    await eventually(async () => (await lenses()).join() === 'staging: 1 version behind');
    deploy(commits[1]);
    await eventually(async () => (await lenses()).length === 0);
    listening.dispose();
  });
});
