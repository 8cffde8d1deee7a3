import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SendResult } from '@prompthub/client/node';
import type { VersionRow } from '../src/versions/versions-view';
import { eventually, open, theApp, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const write = (uri: vscode.Uri, text: string) =>
  vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
const read = async (uri: vscode.Uri) => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
const greet = () => workspaceUri('prompts', 'greet.prompt');

describe('publishing', () => {
  let hub: TestHub;
  let person: Person;
  let original: string;

  before(async () => {
    original = await read(greet());
    hub = await new TestHub().start();
    await linkTo(hub);
  });
  after(async () => {
    await unlink(hub);
    hub.stop();
    // Other tests open it too, and come in any order.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await write(greet(), original);
  });
  beforeEach(() => (person = new Person()));
  afterEach(() => person.leave());

  const states = async () => {
    const { status } = await theApp();
    await status.refresh();
    return Object.fromEntries(status.snapshot.files.map(({ path, state }) => [path, state]));
  };
  const publish = (...args: unknown[]) =>
    vscode.commands.executeCommand<SendResult | undefined>('prompthub.publish', ...args);

  it('shows what is new, publishes it with a message, and then all is in sync', async () => {
    assert.equal((await states())['greet.prompt'], 'new');
    person.will('showInputBox', 'First version');
    const result = await publish();
    assert.equal(result?.commits.length, 1, person.heard);
    assert.deepEqual(hub.messages, ['First version']);
    assert.deepEqual([...new Set(Object.values(await states()))], ['in-sync']);
  });

  it('publishes a change, and both versions and their difference can be seen', async () => {
    await write(greet(), (await read(greet())).replace('Greet {{name}}.', 'Greet {{name}} warmly.'));
    assert.equal((await states())['greet.prompt'], 'modified');
    person.will('showInputBox', 'Warmer');
    await publish(greet());
    await open('prompts', 'greet.prompt');
    const { versions } = await theApp();
    const rows = await eventually(async () => {
      const found = (await versions.getChildren()) as VersionRow[];
      return found.length === 2 && found;
    });
    assert.deepEqual(
      rows.map(({ commit }) => commit.message),
      ['Warmer', 'First version'],
    );
    await vscode.commands.executeCommand('prompthub.diffVersionWithPrevious', rows[0]);
    const input = await eventually(() => {
      const shown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return shown instanceof vscode.TabInputTextDiff && shown;
    });
    const text = async (uri: vscode.Uri) => (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(await text(input.original), /Greet \{\{name\}\}\./);
    assert.match(await text(input.modified), /warmly/);
  });

  it('restores a version into the editor, which undo takes back', async () => {
    const document = await open('prompts', 'greet.prompt');
    const { versions } = await theApp();
    const rows = (await versions.getChildren()) as VersionRow[];
    await vscode.commands.executeCommand('prompthub.restoreVersion', rows[1]);
    assert.match(document.getText(), /Greet \{\{name\}\}\./);
    assert.equal(document.isDirty, true);
    await vscode.commands.executeCommand('undo');
    assert.match(document.getText(), /warmly/);
  });

  it('overwrites nothing that was changed on both sides', async () => {
    const mine = (await read(greet())).replace('warmly', 'coldly');
    hub.commit([{ path: 'greet.prompt', content: 'theirs {{name}}\n' }], 'Theirs');
    await write(greet(), mine);
    assert.equal((await states())['greet.prompt'], 'conflict');
    assert.equal(await publish(), undefined);
    assert.match(person.heard, /Nothing was published: greet\.prompt changed on the hub too/);
    await vscode.commands.executeCommand('prompthub.pull');
    assert.equal(await read(greet()), mine);
  });

  it('keeps mine on top of theirs when I say so', async () => {
    const mine = await read(greet());
    person.will('showQuickPick', (items: { value: string }[]) => items.find(({ value }) => value === 'mine'));
    await vscode.commands.executeCommand('prompthub.pull');
    assert.equal(await read(greet()), mine);
    assert.equal((await states())['greet.prompt'], 'modified');
  });

  it('shows in Problems why the hub refused', async () => {
    hub.refuse = { file: 'greet.prompt', message: 'The hub does not like it.' };
    person.will('showInputBox', 'Refused');
    await publish();
    hub.refuse = undefined;
    const problems = vscode.languages
      .getDiagnostics(greet())
      .filter(({ source }) => source === 'PromptHub hub');
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['The hub does not like it.'],
    );
    assert.match(person.heard, /the hub found errors in greet\.prompt/);
    assert.ok(!hub.messages.includes('Refused'));
  });

  it('pulls what is behind', async () => {
    hub.commit([{ path: 'more/new.prompt', content: 'Hello\n' }], 'Another prompt');
    assert.equal((await states())['more/new.prompt'], 'behind');
    await vscode.commands.executeCommand('prompthub.pull');
    assert.equal(await read(workspaceUri('prompts', 'more', 'new.prompt')), 'Hello\n');
  });

  it('lets a file that equals the hub’s be changed and published without a pull', async () => {
    const uri = workspaceUri('prompts', 'cloned.prompt');
    await write(uri, 'Hello\n');
    hub.commit([{ path: 'cloned.prompt', content: 'Hello\n' }], 'Same as the clone');
    assert.equal((await states())['cloned.prompt'], 'in-sync');
    await write(uri, 'Hello there\n');
    assert.equal((await states())['cloned.prompt'], 'modified');
    person.will('showInputBox', 'Changed in the clone');
    await publish(uri);
    assert.equal(hub.files['cloned.prompt'], 'Hello there\n', person.heard);
  });
});
