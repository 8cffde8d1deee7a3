import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { replaceTexts } from '../src/commands/support/replace-texts';
import { asChangeRows, type ChangeRow } from '../src/source-control/change-row';
import { eventually, open, theApp, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const write = (uri: vscode.Uri, text: string) =>
  vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
const read = async (uri: vscode.Uri) => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
const greet = () => workspaceUri('prompts', 'greet.prompt');
const added = () => workspaceUri('prompts', 'added.prompt');

describe('source control', () => {
  let hub: TestHub;
  let person: Person;
  let original: string;

  beforeEach(async () => {
    person = new Person();
    hub = await new TestHub().start();
    original = await read(greet());
    const names = ['editor-model', 'faulty', 'greet', 'typing'].map((name) => `${name}.prompt`);
    const files = names.map(async (path) => ({ path, content: await read(workspaceUri('prompts', path)) }));
    hub.commit(await Promise.all(files), 'First');
    await linkTo(hub);
  });
  afterEach(async () => {
    await unlink(hub);
    hub.stop();
    person.leave();
    await write(greet(), original);
    await vscode.workspace.fs.delete(added()).then(undefined, () => undefined);
  });

  const groups = async () => {
    const { status, sourceControl } = await theApp();
    await status.refresh();
    return sourceControl.groups;
  };
  const row = async (group: 'conflicts' | 'changes' | 'incoming', path: string): Promise<ChangeRow> => {
    const found = asChangeRows([(await groups())?.[group]]).find(({ file }) => file.path === path);
    assert.ok(found, `${path} is not in ${group}`);
    return found;
  };
  const run = (name: string, ...args: unknown[]) =>
    vscode.commands.executeCommand(`prompthub.${name}`, ...args);
  const shown = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;

  it('shows each changed file in the group that says what there is to do', async () => {
    await write(greet(), `${original}Mine.\n`);
    await write(added(), 'Hello\n');
    hub.commit(
      [
        { path: 'greet.prompt', content: `${original}Theirs.\n` },
        { path: 'typing.prompt', content: 'Newer\n' },
      ],
      'Theirs',
    );
    const { conflicts, changes, incoming } = (await groups()) ?? {};
    const labels = (group: vscode.SourceControlResourceGroup | undefined) =>
      group?.resourceStates.map(({ resourceUri, contextValue }) => [
        resourceUri.path.split('/').at(-1),
        contextValue,
      ]);
    assert.deepEqual(labels(conflicts), [['greet.prompt', 'conflict']]);
    assert.deepEqual(labels(changes), [['added.prompt', 'new']]);
    assert.deepEqual(labels(incoming), [['typing.prompt', 'behind']]);
    const tooltip = conflicts?.resourceStates[0]?.decorations?.tooltip;
    assert.match(tooltip ?? '', /^Changed here and on the hub/);
  });

  it('publishes what is typed in its box, and empties it; without a message it asks', async () => {
    await write(greet(), `${original}Warmly.\n`);
    await groups();
    const { sourceControl, links } = await theApp();
    const link = links.current!;
    sourceControl.setMessage(link, 'Warmer');
    const accept = () => run('publish', { inputBox: {} });
    await accept();
    assert.equal(hub.messages.at(-1), 'Warmer', person.heard);
    assert.equal(sourceControl.message(link), '');
    await write(greet(), `${original}Coldly.\n`);
    person.will('showInputBox', 'Colder');
    await accept();
    assert.equal(hub.messages.at(-1), 'Colder', person.heard);
  });

  it('a click on a changed file compares it with what was published', async () => {
    await write(greet(), `${original}Warmly.\n`);
    const { command } = await row('changes', 'greet.prompt');
    await vscode.commands.executeCommand(command!.command, ...(command!.arguments as unknown[]));
    const diff = await eventually(() => {
      const input = shown();
      return input instanceof vscode.TabInputTextDiff && input;
    });
    assert.equal((await vscode.workspace.openTextDocument(diff.original)).getText(), original);
    await run('openChangedFile', await row('changes', 'greet.prompt'));
    await eventually(() => shown() instanceof vscode.TabInputText);
  });

  it('marks in the gutter what differs from what was published', async () => {
    await open('prompts', 'greet.prompt');
    const { bases } = await theApp();
    await groups();
    const text = async () => {
      const uri = await bases.provideOriginalResource(greet());
      return uri && (await vscode.workspace.openTextDocument(uri)).getText();
    };
    assert.equal(await text(), original);
    await write(greet(), `${original}Warmly.\n`);
    await groups();
    await hub.goAway();
    assert.equal(await text(), original);
    await hub.comeBack();
    assert.equal(await bases.provideOriginalResource(added()), undefined);
  });

  it('discards after a question, brings deleted files back, deletes new ones, and undoes all that', async () => {
    await write(greet(), `${original}Warmly.\n`);
    await write(added(), 'Hello\n');
    await vscode.workspace.fs.delete(workspaceUri('prompts', 'typing.prompt'));
    const all = (await groups())?.changes;
    await run('discardChanges', all);
    assert.equal(await read(greet()), `${original}Warmly.\n`);
    assert.match(person.heard, /Discard what was changed in added\.prompt, greet\.prompt, typing\.prompt\?/);
    let undo: (answer: string) => void = () => undefined;
    person
      .will('showWarningMessage', 'Discard')
      .will('showInformationMessage', () => new Promise((resolve) => (undo = resolve)));
    await run('discardChanges', all);
    assert.equal(await read(greet()), original);
    assert.equal(hub.files['typing.prompt'], await read(workspaceUri('prompts', 'typing.prompt')));
    await assert.rejects(read(added()));
    assert.deepEqual((await groups())?.changes.resourceStates, []);
    undo('Undo');
    await eventually(async () => (await groups())?.changes.resourceStates.length === 3);
    assert.equal(await read(greet()), `${original}Warmly.\n`);
    assert.equal(await read(added()), 'Hello\n');
    await write(workspaceUri('prompts', 'typing.prompt'), hub.files['typing.prompt'] ?? '');
  });

  it('an undo leaves alone what was changed since', async () => {
    await write(greet(), `${original}Warmly.\n`);
    await write(added(), 'Hello\n');
    let undo: (answer: string) => void = () => undefined;
    person
      .will('showWarningMessage', 'Discard')
      .will('showInformationMessage', () => new Promise((resolve) => (undo = resolve)));
    await run('discardChanges', (await groups())?.changes);
    await write(greet(), `${original}Newer.\n`);
    undo('Undo');
    await eventually(() => /Changed since then, so left alone: greet\.prompt/.test(person.heard));
    assert.equal(await read(greet()), `${original}Newer.\n`);
    assert.equal(await read(added()), 'Hello\n');
  });

  it('files are all replaced, or none is', async () => {
    const impossible = vscode.Uri.joinPath(greet(), 'below.prompt');
    const texts = new Map([greet(), added(), impossible].map((uri) => [uri, 'Replaced\n']));
    await assert.rejects(replaceTexts(texts));
    assert.equal(await read(greet()), original);
    await assert.rejects(read(added()));
  });

  it('of a conflict mine stays and can be published, or theirs is taken and can be undone', async () => {
    await write(greet(), `${original}Mine.\n`);
    hub.commit([{ path: 'greet.prompt', content: `${original}Theirs.\n` }], 'Theirs');
    await run('keepMine', await row('conflicts', 'greet.prompt'));
    assert.equal(await read(greet()), `${original}Mine.\n`);
    await row('changes', 'greet.prompt');
    hub.commit([{ path: 'greet.prompt', content: `${original}Theirs again.\n` }], 'Theirs');
    await run('keepTheirs', await row('conflicts', 'greet.prompt'));
    assert.equal(await read(greet()), `${original}Mine.\n`);
    person.will('showWarningMessage', 'Take Theirs').will('showInformationMessage', 'Undo');
    await run('keepTheirs', await row('conflicts', 'greet.prompt'));
    await eventually(async () => (await groups())?.changes.resourceStates.length === 1);
    assert.equal(await read(greet()), `${original}Mine.\n`);
  });

  it('what is behind is pulled alone', async () => {
    hub.commit(
      [
        { path: 'added.prompt', content: 'Hello\n' },
        { path: 'typing.prompt', content: hub.files['typing.prompt'] + 'More.\n' },
      ],
      'Two files',
    );
    await run('pull', await row('incoming', 'added.prompt'));
    assert.equal(await read(added()), 'Hello\n');
    const { file } = await row('incoming', 'typing.prompt');
    assert.equal(file.state, 'behind');
  });
});
