import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { FileConflict, MergeOutcome } from '@prompthub/protocol';
import { answerRoutes } from './support/answer-routes';
import { eventually, theApp } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const [HEAD, COMMIT] = ['a'.repeat(40), 'b'.repeat(40)];
const change = { path: 'greet.prompt', status: 'modified' as const, from: HEAD, to: COMMIT };
const merged: MergeOutcome = { outcome: 'committed', branch: 'main', before: HEAD, changes: [change] };
const text = '<<<<<<< main\nHello\n||||||| base\nHi\n=======\nDear\n>>>>>>> side\n';
const conflict: FileConflict = {
  path: 'deep/greet.prompt',
  kind: 'content',
  base: 'Hi\n',
  ours: 'Hello\n',
  theirs: 'Dear\n',
  text,
  places: [],
};

describe('merging a branch', () => {
  let hub: TestHub;
  let person: Person;
  let asked: Record<string, unknown>[];
  let conflicts: FileConflict[];

  /** What the hub answers about branches and merges; undefined for anything else. */
  const answer = (route: string, body: Record<string, unknown>) => {
    if (route === 'branches') {
      const items = ['main', 'side'].map((name) => ({
        name,
        head: HEAD,
        updatedAt: '2026-01-01T00:00:00.000Z',
      }));
      return { status: 200, value: { items } };
    }
    asked.push(body);
    const problem = { type: 'about:blank', title: 'Conflict', status: 409, code: 'merge-conflicts' };
    if (conflicts.length > 0 && !body['resolutions'])
      return { status: 409, value: { ...problem, head: HEAD, commit: COMMIT, conflicts } };
    return { status: 200, value: merged };
  };

  before(async () => {
    hub = await new TestHub().start();
    answerRoutes(hub, ['branches', 'merges'], ({ route, body }) => answer(route, body));
    await linkTo(hub);
  });
  after(async () => {
    await unlink(hub);
    hub.stop();
  });
  beforeEach(() => {
    person = new Person();
    [asked, conflicts] = [[], []];
  });
  afterEach(async () => {
    person.leave();
    await vscode.commands.executeCommand('workbench.action.files.saveAll');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const merge = () => vscode.commands.executeCommand<MergeOutcome | undefined>('prompthub.mergeBranch');

  it('shows what would change, and does exactly that when the person agrees', async () => {
    person.will('showQuickPick', (names: string[]) => names[0]).will('showInformationMessage', 'Merge');
    assert.deepEqual(await merge(), merged, person.heard);
    assert.match(person.heard, /Merge side into main\?/);
    assert.deepEqual(asked, [
      { from: 'side', into: 'main', preview: true },
      { from: 'side', into: 'main', expectedHead: HEAD },
    ]);
  });

  it('does nothing when the person does not', async () => {
    person.will('showQuickPick', 'side');
    assert.equal(await merge(), undefined);
    assert.deepEqual(asked.length, 1);
  });

  it('opens the merge editor for what conflicts, and sends what was settled there', async () => {
    conflicts = [conflict, { path: 'gone.txt', kind: 'deleted', theirs: 'x', places: [] }];
    const { context } = await theApp();
    const result = vscode.Uri.joinPath(context.globalStorageUri, 'merge', 'result', conflict.path);
    const opened = () => vscode.workspace.openTextDocument(result);
    /** The merge editor is ready when it has put the common version in place of the markers. */
    const ready = () => eventually(async () => (await opened()).getText() === conflict.base);
    const settle = async (): Promise<void> => {
      const document = await opened();
      const edit = new vscode.WorkspaceEdit();
      edit.replace(result, new vscode.Range(0, 0, document.lineCount, 0), 'Both\n');
      await vscode.workspace.applyEdit(edit);
      await document.save();
    };
    person
      .will('showQuickPick', 'side', (items: { label: string }[]) => items[1])
      .will(
        'showInformationMessage',
        () => ready().then(() => 'Finish Merge'),
        () => settle().then(() => 'Finish Merge'),
      );
    assert.deepEqual(await merge(), merged, person.heard);
    assert.match(person.heard, /Not settled and saved yet: deep\/greet\.prompt/);
    assert.deepEqual(asked.at(-1), {
      from: COMMIT,
      into: 'main',
      message: 'Merge side into main',
      expectedHead: HEAD,
      resolutions: [
        { path: 'gone.txt', content: null },
        { path: 'deep/greet.prompt', content: 'Both\n' },
      ],
    });
  });

  it('says what the editor cannot settle', async () => {
    conflicts = [{ path: 'a.png', kind: 'binary', places: [] }];
    person.will('showQuickPick', 'side');
    assert.equal(await merge(), undefined);
    assert.match(person.heard, /cannot be merged as text: a\.png/);
    assert.equal(asked.length, 1);
  });

  it('writes nothing where the hub has no business', async () => {
    const path = '../../../evil.prompt';
    conflicts = [conflict, { ...conflict, path }];
    const { context } = await theApp();
    const folder = vscode.Uri.joinPath(context.globalStorageUri, 'merge');
    await vscode.workspace.fs.delete(folder, { recursive: true }).then(undefined, () => undefined);
    person.will('showQuickPick', 'side');
    assert.equal(await merge(), undefined);
    assert.match(person.heard, /cannot be merged here: \.\.\/\.\.\/\.\.\/evil\.prompt/);
    for (const uri of [folder, vscode.Uri.joinPath(folder, 'result', path)])
      await assert.rejects(async () => vscode.workspace.fs.stat(uri));
  });
});
