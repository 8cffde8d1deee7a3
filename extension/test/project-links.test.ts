import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, theApp, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { TestHub } from './support/test-hub';

describe('two linked folders', () => {
  let hub: TestHub;

  before(async () => {
    hub = await new TestHub().start();
    const text = `hub: ${hub.url}\nproject: acme/other\n`;
    await vscode.workspace.fs.writeFile(workspaceUri('other', 'prompthub.yaml'), Buffer.from(text));
    await linkTo(hub);
  });
  after(async () => {
    await vscode.workspace.fs.delete(workspaceUri('other'), { recursive: true });
    await unlink(hub);
    hub.stop();
  });

  it('the one of the prompt that was edited last stays, though its files are read anew', async () => {
    const { links } = await theApp();
    assert.deepEqual(links.all.map(({ project }) => project).sort(), ['acme/desk', 'acme/other']);
    for (const [folder, project] of [
      ['prompts', 'acme/desk'],
      ['other', 'acme/other'],
    ] as const) {
      await open(folder, folder === 'other' ? 'prompthub.yaml' : 'greet.prompt');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const before = links.current;
      await links.reload();
      assert.deepEqual([before?.project, links.current?.project], [project, project]);
      assert.ok(links.current && links.all.includes(links.current), 'what is current was read anew, too');
    }
  });

  it('are read once for all who ask at the same time', async () => {
    const { links } = await theApp();
    const asked = Array.from({ length: 5 }, () => links.reload());
    assert.equal(new Set(asked).size, 1);
    await asked[0];
  });
});
