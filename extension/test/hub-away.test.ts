import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunRecord } from '../src/runs/run-record';
import { PromptsView } from '../src/prompts/prompts-view';
import { eventually, open, theApp, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

describe('while the hub is away', () => {
  let hub: TestHub;
  let person: Person;
  const host = () => new URL(hub.url).host;

  before(async () => {
    hub = await new TestHub().start();
    await linkTo(hub);
    const greet = await vscode.workspace.fs.readFile(workspaceUri('prompts', 'greet.prompt'));
    hub.commit([{ path: 'greet.prompt', content: new TextDecoder().decode(greet) }], 'First');
    await vscode.commands.executeCommand('prompthub.refresh');
    await hub.goAway();
  });
  after(async () => {
    await unlink(hub);
    hub.stop();
  });
  beforeEach(() => (person = new Person()));
  afterEach(() => person.leave());

  it('what was last seen of it stays, and the views say so and offer to try again', async () => {
    const { status, versions } = await theApp();
    await vscode.commands.executeCommand('prompthub.refresh');
    assert.match(status.snapshot.problem ?? '', new RegExp(`Cannot reach the hub at http://${host()}`));
    assert.ok(
      status.snapshot.files.some(({ path, state }) => path === 'greet.prompt' && state === 'in-sync'),
    );
    const view = new PromptsView(status);
    const retry = view.getTreeItem(view.getChildren()[0]!);
    view.dispose();
    await open('prompts', 'greet.prompt');
    versions.refresh();
    const rows = await versions.getChildren();
    assert.equal(rows.length, 1);
    for (const item of [retry, versions.getTreeItem(rows[0]!)]) {
      assert.equal(item.label, 'Try again');
      assert.equal(item.description, `${host()} could not be asked`);
      assert.equal(item.command?.command, 'prompthub.refresh');
    }
  });

  it('editing, checking and running go on', async () => {
    const document = await open('prompts', 'typing.prompt');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().length), '{{nmae}}');
    await vscode.workspace.applyEdit(edit);
    await eventually(() =>
      vscode.languages.getDiagnostics(document.uri).some(({ message }) => message.includes('nmae')),
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    const uri = workspaceUri('prompts', 'greet.prompt').toString();
    const record = await vscode.commands.executeCommand<RunRecord>('prompthub.run', uri);
    assert.equal(record.status, 'succeeded', record.error?.message);
    await vscode.commands.executeCommand('prompthub.test', uri, [`${uri}#0`]);
  });

  it('Publish says what is the matter, and does it when told to try again', async () => {
    const uri = workspaceUri('prompts', 'typing.prompt');
    person.will('showErrorMessage', async () => {
      await hub.comeBack();
      return 'Try Again';
    });
    person.will('showInputBox', 'At last');
    assert.equal(await vscode.commands.executeCommand('prompthub.publish', uri), undefined);
    await eventually(() => hub.messages.includes('At last'));
    const told = person.shown.find(({ dialog }) => dialog === 'showErrorMessage');
    assert.match(
      String(told?.args[0]),
      /^Nothing was published\. Cannot reach the hub at [^]*Is the hub running/,
    );
    assert.deepEqual(told?.args.slice(1), ['Try Again', 'Show Logs']);
  });

  it('a message that was typed for nothing is offered again', async () => {
    const uri = workspaceUri('prompts', 'faulty.prompt');
    person.will('showInputBox', async () => {
      await hub.goAway();
      return 'A long explanation';
    });
    await vscode.commands.executeCommand('prompthub.publish', uri);
    assert.match(person.heard, /Nothing was published/);
    await hub.comeBack();
    person.will('showInputBox', ({ value }: vscode.InputBoxOptions) => value);
    await vscode.commands.executeCommand('prompthub.publish', uri);
    assert.equal(hub.messages.at(-1), 'A long explanation', person.heard);
  });

  it('signing out forgets the session all the same, and the views are empty', async () => {
    const { accounts, status } = await theApp();
    await hub.goAway();
    await vscode.commands.executeCommand('prompthub.signOut');
    await status.refresh();
    assert.equal(await accounts.session(hub.url), undefined);
    assert.deepEqual(
      [status.snapshot.account, status.snapshot.files, status.snapshot.problem],
      [undefined, [], undefined],
    );
    assert.match(person.heard, new RegExp(`Signed out of ${host()}`));
    assert.equal(await vscode.commands.executeCommand('prompthub.publish'), undefined);
    assert.match(person.heard, new RegExp(`Sign in to ${host()} to go on`));
    await hub.comeBack();
  });
});
