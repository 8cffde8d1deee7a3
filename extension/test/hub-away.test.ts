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

  it('what is published waits here, and goes out when the hub is back', async () => {
    const { status, sourceControl } = await theApp();
    const uri = workspaceUri('prompts', 'typing.prompt');
    person.will('showInputBox', 'At last');
    assert.equal(await vscode.commands.executeCommand('prompthub.publish', uri), undefined);
    assert.match(person.heard, /Committed typing\.prompt here: the hub is away/);
    const waiting = () => sourceControl.groups?.queue.resourceStates.map((row) => row.resourceUri.path);
    assert.deepEqual(waiting(), ['/At last']);
    assert.ok(
      status.snapshot.files.some(({ path, state }) => path === 'typing.prompt' && state === 'committed'),
    );
    await hub.comeBack();
    await status.refresh();
    await eventually(() => hub.messages.includes('At last'));
    await eventually(() => /Sent one commit to acme\/desk \(main\)/.test(person.heard));
    await eventually(() => waiting()?.length === 0);
  });

  it('also when it goes away while the message is written; a second look does not send it twice', async () => {
    const uri = workspaceUri('prompts', 'faulty.prompt');
    person.will('showInputBox', async () => {
      await hub.goAway();
      return 'A long explanation';
    });
    await vscode.commands.executeCommand('prompthub.publish', uri);
    assert.match(person.heard, /Committed faulty\.prompt here/);
    await hub.comeBack();
    const { status } = await theApp();
    await Promise.all([status.refresh(), vscode.commands.executeCommand('prompthub.sendQueued')]);
    await eventually(() => status.snapshot.queue.length === 0);
    assert.deepEqual(
      hub.messages.filter((message) => message === 'A long explanation'),
      ['A long explanation'],
    );
  });

  it('a commit that waits can be looked at and taken back', async () => {
    const { status, sourceControl, links } = await theApp();
    const uri = workspaceUri('prompts', 'editor-model.prompt');
    await hub.goAway();
    person.will('showInputBox', 'Too early');
    await vscode.commands.executeCommand('prompthub.publish', uri);
    const [row] = sourceControl.groups?.queue.resourceStates ?? [];
    await vscode.commands.executeCommand(row!.command!.command, ...(row!.command!.arguments as unknown[]));
    await eventually(() => vscode.window.tabGroups.activeTabGroup.activeTab?.label.startsWith('Too early'));
    await vscode.commands.executeCommand('prompthub.uncommit');
    assert.deepEqual(status.snapshot.queue, []);
    assert.equal(sourceControl.message(links.current!), 'Too early');
    assert.ok(
      status.snapshot.files.some(({ path, state }) => path === 'editor-model.prompt' && state === 'new'),
    );
    sourceControl.setMessage(links.current!, '');
    await hub.comeBack();
    await status.refresh();
    assert.ok(!hub.messages.includes('Too early'));
  });

  it('taken back after the file changed, what it said is kept and offered', async () => {
    const { status } = await theApp();
    const uri = workspaceUri('prompts', 'editor-model.prompt');
    const before = await vscode.workspace.fs.readFile(uri);
    await hub.goAway();
    person.will('showInputBox', 'Said before');
    await vscode.commands.executeCommand('prompthub.publish', uri);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('Another text.\n'));
    person.will('showInformationMessage', 'Open It');
    await vscode.commands.executeCommand('prompthub.uncommit');
    assert.match(person.heard, /editor-model\.prompt changed here since, and was left as it is/);
    await eventually(
      () => vscode.window.activeTextEditor?.document.getText() === new TextDecoder().decode(before),
    );
    await vscode.workspace.fs.writeFile(uri, before);
    await hub.comeBack();
    await status.refresh();
  });

  it('what does not fit any more stays here until a person has chosen', async () => {
    const { status, sourceControl } = await theApp();
    const uri = workspaceUri('prompts', 'typing.prompt');
    const before = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const write = (text: string) => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await status.refresh();
    await hub.goAway();
    await write(before.replace(/.*\n$/, 'Mine {{name}}.\n'));
    person.will('showInputBox', 'Mine');
    await vscode.commands.executeCommand('prompthub.publish', uri);
    hub.commit([{ path: 'typing.prompt', content: before.replace(/.*\n$/, 'Theirs {{name}}.\n') }], 'Theirs');
    await hub.comeBack();
    await status.refresh();
    await eventually(() =>
      /Not everything was sent: typing\.prompt changed on the hub too/.test(person.heard),
    );
    const [row] = sourceControl.groups?.conflicts.resourceStates ?? [];
    await vscode.commands.executeCommand('prompthub.keepMine', row);
    await eventually(() => hub.messages.at(-1) === 'Mine');
    assert.match(hub.files['typing.prompt'] ?? '', /Mine/);
    await write(before);
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
