import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { answerRoutes } from './support/answer-routes';
import { eventually, open, theApp, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const write = (uri: vscode.Uri, text: string) =>
  vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
const read = async (uri: vscode.Uri) => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
const greet = () => workspaceUri('prompts', 'greet.prompt');

describe('branches', () => {
  let hub: TestHub;
  let person: Person;
  let original: string;
  let first: string;

  beforeEach(async () => {
    person = new Person();
    hub = await new TestHub().start();
    original = await read(greet());
    first = hub.commit([{ path: 'greet.prompt', content: original }], 'First').id;
    hub.registry.answer({
      ...{ method: 'POST', route: 'branches', query: () => '' },
      body: { name: 'side', from: 'main' },
    });
    hub.commit([{ path: 'greet.prompt', content: `${original}On the side.\n` }], 'Aside', 'side');
    await linkTo(hub);
  });
  afterEach(async () => {
    await unlink(hub);
    hub.stop();
    person.leave();
    await write(greet(), original);
  });

  const run = (name: string, ...args: unknown[]) =>
    vscode.commands.executeCommand(`prompthub.${name}`, ...args);
  const choose = (label: RegExp) => (items: { label: string }[] | Promise<{ label: string }[]>) =>
    Promise.resolve(items).then((all) => all.find((one) => label.test(one.label)));
  const branch = async () => (await theApp()).links.current?.branch;

  it('are picked from a list that begins with the current one, and the files follow', async () => {
    let offered: vscode.QuickPickItem[] = [];
    person.will('showQuickPick', (items: vscode.QuickPickItem[]) => {
      offered = items;
      return choose(/side/)(items);
    });
    await run('switchBranch');
    assert.deepEqual(
      offered.map(({ label }) => label),
      ['$(add) New branch…', '$(trash) Delete a branch…', 'acme/desk', '$(check) main', '$(git-branch) side'],
    );
    assert.match(offered[3]?.description ?? '', /^current · \$\(lock\) protected · /);
    assert.equal(await branch(), 'side', person.heard);
    assert.equal(await read(greet()), `${original}On the side.\n`);
    const { status } = await theApp();
    assert.deepEqual(
      status.snapshot.files.filter(({ path }) => path === 'greet.prompt').map(({ state }) => state),
      ['in-sync'],
    );
    await run('switchBranch', 'main');
    assert.equal(await read(greet()), original);
  });

  it('a change that does not fit the other branch stays, and nothing is touched', async () => {
    await write(greet(), `${original}Mine.\n`);
    await run('switchBranch', 'side');
    await eventually(() =>
      /Nothing was touched: greet\.prompt changed here, and differs on side/.test(person.heard),
    );
    assert.equal(await branch(), 'main');
    assert.equal(await read(greet()), `${original}Mine.\n`);
  });

  it('a new one begins here, takes changes along, and is published to', async () => {
    await write(greet(), `${original}Mine.\n`);
    let refused: unknown[] = [];
    person
      .will('showInputBox', ({ validateInput }: { validateInput: (text: string) => unknown }) => {
        refused = ['side', 'two..dots', 'mine'].map(validateInput);
        return 'mine';
      })
      .will('showQuickPick', choose(/main/));
    await run('createBranch');
    assert.deepEqual(
      [refused.map((one) => one === undefined), await branch()],
      [[false, false, true], 'mine'],
    );
    person.will('showInputBox', 'Only here');
    await run('publish', greet());
    assert.equal(hub.filesOf('mine')['greet.prompt'], `${original}Mine.\n`, person.heard);
    assert.equal(hub.files['greet.prompt'], original);
    await run('switchBranch', 'main');
    assert.equal(await read(greet()), original);
  });

  it('a new one begins at a version', async () => {
    hub.commit([{ path: 'greet.prompt', content: `${original}Newer.\n` }], 'Second');
    await run('pull');
    person.will('showInputBox', 'old').will('showQuickPick', choose(/Elsewhere/), choose(/First/));
    await run('createBranch');
    assert.equal(hub.registry.at('old')?.commit.id, first, person.heard);
    assert.equal(await branch(), 'old');
    assert.equal(await read(greet()), original);
  });

  it('one is deleted after a question that says what would be hard to find', async () => {
    person.will('showQuickPick', choose(/side/)).will('showWarningMessage', undefined);
    await run('deleteBranch');
    const asked = person.shown.find(({ dialog }) => dialog === 'showWarningMessage');
    assert.match(JSON.stringify(asked?.args), /Delete the branch side\?.*one commit that main has not/);
    assert.deepEqual(hub.registry.branches, ['main', 'side']);
    person.will('showQuickPick', choose(/side/)).will('showWarningMessage', 'Delete');
    await run('deleteBranch');
    assert.deepEqual(hub.registry.branches, ['main'], person.heard);
  });

  it('what is taken back is a version of the branch that the folder is on, and there', async () => {
    const asked: unknown[] = [];
    answerRoutes(hub, ['reverts'], ({ body }) => {
      asked.push(body['branch']);
      return { status: 200, value: { outcome: 'up-to-date', branch: 'side', before: first, changes: [] } };
    });
    await run('switchBranch', 'side');
    person.will('showQuickPick', choose(/Aside/));
    await run('revertCommit');
    assert.deepEqual(asked, ['side'], person.heard);
  });

  it('unsaved files are seen, also when the links were read again since the question', async () => {
    const { links } = await theApp();
    const document = await open('prompts', 'greet.prompt');
    // The editor refuses an edit while it reads the file again that the test before this one wrote.
    await eventually(async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(document.lineCount, 0), 'Mine.\n');
      return (await vscode.workspace.applyEdit(edit)) && document.isDirty;
    });
    person
      .will('showInputBox', () => links.reload().then(() => 'mine'))
      .will('showQuickPick', choose(/main/));
    await run('createBranch');
    assert.match(person.heard, /greet\.prompt has unsaved changes/);
    assert.equal(await branch(), 'main');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('one that was made elsewhere is there, though the folder cannot go to it', async () => {
    await write(greet(), `${original}Mine.\n`);
    person.will('showInputBox', 'new').will('showQuickPick', choose(/Elsewhere/), choose(/side/));
    await run('createBranch');
    const said = /The branch new was made\. No file was touched: greet\.prompt changed here/;
    await eventually(() => said.test(person.heard));
    assert.ok(hub.registry.branches.includes('new'));
    assert.equal(await branch(), 'main');
  });

  it('where the folder is is said as it is, when not all files could be written', async () => {
    const { status } = await theApp();
    const real = status.workingCopy.bind(status);
    const full = async (...link: Parameters<typeof real>) => {
      const copy = await real(...link);
      const switchTo = async (name: string) => {
        await copy.switchTo(name);
        throw new Error('The disk is full.');
      };
      return Object.assign(Object.create(copy) as typeof copy, { switchTo });
    };
    Object.assign(status, { workingCopy: full });
    try {
      await run('switchBranch', 'side');
    } finally {
      Object.assign(status, { workingCopy: real });
    }
    await eventually(() => /on side now, but not all files are as there\. The disk/.test(person.heard));
  });

  it('a switch by somebody else, such as the command line, is noticed', async () => {
    const { status, links } = await theApp();
    await (await status.workingCopy(links.current!)).switchTo('side');
    await eventually(async () => (await branch()) === 'side');
    await eventually(() => status.snapshot.link?.branch === 'side' && status.snapshot.problem === undefined);
  });

  it('without the hub the folder stays where it is', async () => {
    await hub.goAway();
    await run('switchBranch', 'side');
    await eventually(() => /The folder is still on main\. Cannot reach the hub/.test(person.heard));
    assert.equal(await read(greet()), original);
    await hub.comeBack();
  });
});
