import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { blobId } from '@prompthub/client/node';
import { theApp, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { TestHub } from './support/test-hub';

describe('in Restricted Mode', () => {
  const trust = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted');
  const left = () => workspaceUri('prompts', 'left.prompt');
  const isThere = () =>
    vscode.workspace.fs.stat(left()).then(
      () => true,
      () => false,
    );
  let hub: TestHub;

  before(async () => {
    hub = await new TestHub().start();
    await linkTo(hub);
  });
  after(async () => {
    await unlink(hub);
    hub.stop();
  });
  afterEach(() => {
    if (trust) Object.defineProperty(vscode.workspace, 'isTrusted', trust);
  });

  it('a look at the project finishes nothing that came with the folder', async () => {
    const { status } = await theApp();
    const text = new TextEncoder().encode('Hello\n');
    await vscode.workspace.fs.writeFile(left(), text);
    const state = {
      ...{ version: 2, hub: hub.url, project: 'acme/desk', linked: 'main', branch: 'main', files: {} },
      pending: [{ path: 'left.prompt', from: blobId(text), to: null }],
    };
    Object.defineProperty(vscode.workspace, 'isTrusted', { configurable: true, get: () => false });
    const file = workspaceUri('.prompthub', 'state.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(state)));
    await status.refresh();
    assert.equal(await isThere(), true);
    assert.ok(status.snapshot.files.some(({ path }) => path === 'left.prompt'));
    if (trust) Object.defineProperty(vscode.workspace, 'isTrusted', trust);
    await status.refresh();
    assert.equal(await isThere(), false);
  });
});
