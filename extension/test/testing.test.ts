import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LspMethod, testList } from '@prompthub/protocol';
import { open, theApp, eventually } from './support/app';

const listed = async (uri: vscode.Uri) =>
  (await theApp()).language.request(LspMethod.listTests, {
    params: { uri: uri.toString() },
    result: testList,
  });
const failures = (uri: vscode.Uri) =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'PromptHub test');

describe('the Testing view', () => {
  it('runs the tests of a prompt and underlines the assertion that failed', async () => {
    const { tests } = await theApp();
    const document = await open('prompts', 'greet.prompt');
    assert.equal(await tests.runPrompt(document.uri), true);
    const [failure, ...others] = failures(document.uri);
    assert.ok(failure);
    assert.deepEqual(others, []);
    assert.match(document.getText(failure.range), /Barbara/);
    assert.equal(failure.code, 'contains');
  });

  it('runs one test alone', async () => {
    const { tests } = await theApp();
    const document = await open('prompts', 'greet.prompt');
    await vscode.commands.executeCommand('prompthub.test', document.uri.toString(), [
      `${document.uri.toString()}#0`,
    ]);
    assert.deepEqual(failures(document.uri), []);
    assert.ok(tests);
  });

  it('runs the test at the cursor, at the start of its line too', async () => {
    const { tests } = await theApp();
    const { uri } = await open('prompts', 'greet.prompt');
    await tests.runPrompt(uri, [`${uri.toString()}#0`]);
    assert.deepEqual(failures(uri), []);
    const list = await listed(uri);
    const start = new vscode.Position(list.tests[1]?.range.start.line ?? 0, 0);
    const editor = await vscode.window.showTextDocument(uri);
    editor.selection = new vscode.Selection(start, start);
    await vscode.commands.executeCommand('testing.runAtCursor');
    await eventually(() => failures(uri).length === 1);
  });

  it('keeps how tests went, for the server that comes next', async () => {
    const { tests, language } = await theApp();
    const { uri } = await open('prompts', 'greet.prompt');
    await tests.runPrompt(uri);
    await tests.runPrompt(uri);
    await language.restart();
    const list = await listed(uri);
    const [first, second] = list.tests.map(({ recent }) => recent);
    assert.ok(first && first.total >= 2 && first.passed === first.total);
    assert.ok(second && second.total >= 2 && second.passed === 0);
  });

  it('forgets a verdict when the text changes', async () => {
    const { tests } = await theApp();
    const document = await open('prompts', 'greet.prompt');
    await tests.runPrompt(document.uri);
    assert.equal(failures(document.uri).length, 1);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '# note\n');
    await vscode.workspace.applyEdit(edit);
    await eventually(() => failures(document.uri).length === 0);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('shows which branches tests reach, without running them', async () => {
    const document = await open('prompts', 'greet.prompt');
    const before = failures(document.uri).length;
    assert.equal(await vscode.commands.executeCommand('prompthub.showCoverage', document.uri), true);
    assert.equal(failures(document.uri).length, before);
  });

  it('runs the tests of a file with coverage as the editor asks for it', async () => {
    const document = await open('prompts', 'greet.prompt');
    await vscode.commands.executeCommand('testing.coverageCurrentFile');
    await eventually(() => failures(document.uri).length === 1);
  });

  it('runs tests when their prompt is saved, where the person wants that', async () => {
    const { tests } = await theApp();
    const document = await open('prompts', 'greet.prompt');
    const settings = vscode.workspace.getConfiguration('prompthub');
    await settings.update('test.runOnSave', 'all', vscode.ConfigurationTarget.Global);
    try {
      await tests.runPrompt(document.uri, [`${document.uri.toString()}#0`]);
      assert.deepEqual(failures(document.uri), []);
      await document.save();
      await vscode.commands.executeCommand('workbench.action.files.saveWithoutFormatting');
      await eventually(() => failures(document.uri).length === 1);
    } finally {
      await settings.update('test.runOnSave', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('runs tests with each save while they run continuously', async () => {
    const { tests } = await theApp();
    const document = await open('prompts', 'greet.prompt');
    await tests.runPrompt(document.uri, [`${document.uri.toString()}#0`]);
    assert.deepEqual(failures(document.uri), []);
    await vscode.commands.executeCommand('testing.startContinuousRun');
    try {
      await vscode.commands.executeCommand('workbench.action.files.saveWithoutFormatting');
      await eventually(() => failures(document.uri).length === 1);
    } finally {
      await vscode.commands.executeCommand('testing.stopContinuousRun');
    }
  });

  it('has nothing to run in a prompt without tests', async () => {
    const { tests } = await theApp();
    const document = await open('prompts', 'faulty.prompt');
    assert.equal(await tests.runPrompt(document.uri), false);
  });
});
