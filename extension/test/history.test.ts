import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Blame, Commit, Diff, MergeOutcome } from '@prompthub/protocol';
import { BlameSource } from '../src/blame/blame-source';
import { answerRoutes, type RouteRequest } from './support/answer-routes';
import { eventually, open, theApp, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const GREET = 'greet.prompt';
const TWIN = 'typing.prompt';
const FIRST = '---\nmodel: echo/echo\n---\nHello\nBye\n';
const SECOND = FIRST.replace('Hello', 'Good day');
const now = '2026-01-01T00:00:00.000Z';

describe('the history of a project', () => {
  let hub: TestHub;
  let original: Uint8Array;
  let person: Person;
  let [first, second]: Commit[] = [];
  let asked: Record<string, unknown>[];

  const answer = ({ route, query, body }: RouteRequest): { status: number; value: unknown } => {
    if (route === 'branches') return page([{ name: 'main', head: second?.id, updatedAt: now }]);
    if (route === 'tags') return page([]);
    if (route === 'graph') return page([second, first]);
    if (route === 'blame') return { status: 200, value: blame() };
    if (route === 'diff') return { status: 200, value: difference(query) };
    asked.push(body);
    return { status: 200, value: outcome() };
  };
  const blame = (): Blame => {
    const by = ({ message }: Commit) => ({ message, createdAt: now, author: { name: 'Ann', email: '' } });
    const range = { count: 1, originalPath: GREET };
    const ranges = [first, first, first, second, first].map((commit, at) => ({
      ...{ ...range, start: at + 1, originalStart: at + 1, commit: commit?.id ?? '' },
    }));
    const commits = Object.fromEntries([first, second].flatMap((one) => (one ? [[one.id, by(one)]] : [])));
    return { path: GREET, commit: second?.id ?? '', ranges, commits };
  };
  const difference = (query: URLSearchParams): Diff => {
    const changes = [{ kind: 'message', sentence: 'The user message was changed.' }];
    const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
    return { from, to, files: [{ path: GREET, status: 'modified', from, to, patch: '', changes }] };
  };
  const outcome = (): MergeOutcome => ({
    ...{ outcome: 'committed', branch: 'main', before: second?.id ?? '' },
    changes: [{ path: GREET, status: 'modified', from: second?.id, to: first?.id }],
  });

  before(async () => {
    hub = await new TestHub().start();
    first = hub.commit([{ path: GREET, content: FIRST }], 'Greet');
    const both = [GREET, TWIN].map((path) => ({ path, content: SECOND }));
    second = hub.commit(both, 'Greet politely');
    answerRoutes(hub, ['branches', 'tags', 'graph', 'blame', 'diff', 'reverts'], answer);
    original = await vscode.workspace.fs.readFile(workspaceUri('prompts', GREET));
    await vscode.workspace.fs.writeFile(workspaceUri('prompts', GREET), Buffer.from(SECOND));
    await linkTo(hub);
    await (await theApp()).history.refresh();
  });
  after(async () => {
    await unlink(hub);
    // Other tests read it too, and come in any order.
    await vscode.workspace.fs.writeFile(workspaceUri('prompts', GREET), original);
    hub.stop();
  });
  beforeEach(() => {
    person = new Person();
    asked = [];
  });
  afterEach(async () => {
    person.leave();
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const rows = async (): Promise<string[]> => {
    const { state } = (await theApp()).history;
    return state.kind === 'shown' ? state.model.rows.map(({ commit }) => commit.message) : [state.kind];
  };
  const run = (command: string, argument?: unknown) =>
    vscode.commands.executeCommand(`prompthub.${command}`, argument);

  it('is read along its branch, and filtered by its words', async () => {
    assert.deepEqual(await rows(), ['Greet politely', 'Greet']);
    person.will('showQuickPick', (items: unknown[]) => items[2]).will('showInputBox', 'politely');
    await run('filterHistory');
    assert.deepEqual(await rows(), ['Greet politely']);
    await run('clearHistoryFilter');
    assert.deepEqual(await rows(), ['Greet politely', 'Greet']);
  });

  it('compares two versions: what it means, then the texts', async () => {
    person.will(
      'showQuickPick',
      async (items: Promise<{ id: string }[]>) => (await items).find(({ id }) => id === first?.id),
      (items: { detail: string }[]) => items[0],
    );
    await run('compareCommits', { commit: second?.id });
    assert.match(person.heard, /The user message was changed\./);
    const tab = await eventually(() => vscode.window.tabGroups.activeTabGroup.activeTab);
    assert.match(tab.label, /^greet\.prompt \([0-9a-f]{7} ↔ [0-9a-f]{7}\)$/);
  });

  it('restores the files that the person chooses, and leaves saving to them', async () => {
    person.will('showQuickPick', (items: { picked: boolean }[]) => items.filter(({ picked }) => picked));
    await run('restoreCommit', { commit: first?.id });
    const document = await vscode.workspace.openTextDocument(workspaceUri('prompts', GREET));
    assert.deepEqual([document.getText(), document.isDirty], [FIRST, true], person.heard);
  });

  it('restores no file where a project may have none, and none that is no text', async () => {
    const files = {
      '.vscode/tasks.json': '{}',
      'gone.prompt': 'Back\n',
      'logo.png': '\ufffd',
      'notes.txt': 'Then\n',
      'same.txt': 'As ever\n',
    };
    const odd = hub.commit(
      Object.entries(files).map(([path, content]) => ({ path, content })),
      'Odd',
      'odd',
    );
    const at = (path: string) => workspaceUri('prompts', ...path.split('/'));
    await vscode.workspace.fs.writeFile(at('notes.txt'), Buffer.from('Now\n'));
    await vscode.workspace.fs.writeFile(at('same.txt'), Buffer.from(files['same.txt']));
    let offered: unknown[] = [];
    person.will('showQuickPick', (items: { label: string; description: string; picked: boolean }[]) => {
      const chosen = items.filter(({ picked }) => picked);
      offered = chosen.map(({ label, description }) => `${label} ${description}`);
      return chosen;
    });
    await run('restoreCommit', { commit: odd.id });
    try {
      assert.deepEqual(offered, ['gone.prompt comes back', 'logo.png comes back', 'notes.txt changes']);
      assert.match(person.heard, /Restored 2 files.* Left alone, because they are no text: logo\.png/);
      const notes = await vscode.workspace.openTextDocument(at('notes.txt'));
      assert.equal(notes.getText(), 'Then\n');
      await notes.save();
      assert.equal((await vscode.workspace.openTextDocument(at('gone.prompt'))).getText(), 'Back\n');
      for (const path of ['.vscode/tasks.json', 'logo.png'])
        await assert.rejects(async () => vscode.workspace.fs.stat(at(path)));
    } finally {
      for (const path of ['gone.prompt', 'notes.txt', 'same.txt'])
        await vscode.workspace.fs.delete(at(path)).then(undefined, () => undefined);
    }
  });

  it('takes a version back when the person agrees, upon the head that was shown to them', async () => {
    person.will('showInformationMessage', 'Revert');
    await run('revertCommit', { commit: second?.id });
    assert.match(person.heard, /Revert [0-9a-f]{7} on main\?/);
    const body = { commit: second?.id, branch: 'main' };
    assert.deepEqual(asked, [
      { ...body, preview: true },
      { ...body, expectedHead: second?.id },
    ]);
  });

  it('copies an id', async () => {
    await run('copyCommitId', { commit: first?.id });
    assert.equal(await vscode.env.clipboard.readText(), first?.id);
  });

  it('knows who wrote each line, through what is being typed; without its hub it is quiet', async () => {
    const { accounts, links, status, log, versionContent: content } = await theApp();
    const source = new BlameSource({ accounts, links, status, content, log });
    const document = await open('prompts', GREET);
    const origins = async () =>
      (await source.linesOf(document))?.map((line) => (typeof line === 'string' ? line : line.message));
    const published = ['Greet', 'Greet', 'Greet', 'Greet politely', 'Greet', 'nobody'];
    assert.deepEqual(await eventually(origins), published);
    const same = await source.linesOf(document);
    assert.ok(await source.linesOf(await vscode.workspace.openTextDocument(workspaceUri('prompts', TWIN))));
    assert.equal(await source.linesOf(document), same, 'another document does not make it forget this one');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(3, 0), 'Look up.\n');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(await origins(), [...published.slice(0, 3), 'new', ...published.slice(3)]);
    await hub.goAway();
    try {
      const other = new BlameSource({ accounts, links, status, content, log });
      assert.equal(await other.linesOf(document), undefined);
      assert.equal((await origins())?.[3], 'new');
    } finally {
      await hub.comeBack();
    }
  });

  it('shows what was last seen while the hub is away, and says so', async () => {
    const { history } = await theApp();
    await hub.goAway();
    try {
      await history.refresh();
      assert.deepEqual(await rows(), ['Greet politely', 'Greet']);
      assert.ok(history.state.kind === 'shown' && history.state.problem);
    } finally {
      await hub.comeBack();
    }
    await history.refresh();
    assert.ok(history.state.kind === 'shown' && !history.state.problem);
  });
});

function page(items: unknown[]): { status: number; value: unknown } {
  return { status: 200, value: { items } };
}
