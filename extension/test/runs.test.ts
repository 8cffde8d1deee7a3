import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunRecord } from '../src/runs/run-record';
import { eventually, open, theApp, workspaceUri } from './support/app';

const run = (argument?: unknown) => vscode.commands.executeCommand<RunRecord>('prompthub.run', argument);
const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

describe('running', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('streams the answer of echo, with the values of the first test, into the results panel', async () => {
    const { runner } = await theApp();
    const pieces: string[] = [];
    const subscription = runner.onDidChange((change) => change.type === 'text' && pieces.push(change.text));
    await open('prompts', 'greet.prompt');
    const record = await run();
    subscription.dispose();
    assert.equal(record.status, 'succeeded', record.error?.message);
    assert.match(record.text, /Greet Ada\./);
    assert.equal(record.testDescription, 'greets by name');
    assert.equal(pieces.join(''), record.text);
    await eventually(() => tabs().includes('Prompt Results'));
  });

  it('uses unsaved text and values that are given', async () => {
    const document = await open('prompts', 'greet.prompt');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().length), 'And wave.');
    await vscode.workspace.applyEdit(edit);
    const record = await run({ uri: document.uri.toString(), vars: { name: 'Linus' } });
    assert.match(record.text, /Greet Linus\.[^]*And wave\./);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('asks the editor for a vscode/… model', async () => {
    const record = await run(workspaceUri('prompts', 'editor-model.prompt'));
    assert.equal(record.status, 'succeeded', record.error?.message);
    assert.match(record.text, /Say it back to me\./);
  });

  it('says which models the editor has when the wanted one is not there', async () => {
    const uri = workspaceUri('prompts', 'editor-model.prompt').toString();
    const record = await run({ uri, model: 'vscode/gpt-99' });
    assert.equal(record.status, 'failed');
    assert.match(record.error?.message ?? '', /gpt-99[^]*vscode\/mirror/);
  });

  it('gives the reason when the editor’s model refuses', async () => {
    const uri = workspaceUri('prompts', 'editor-model.prompt').toString();
    const record = await run({ uri, model: 'vscode/refuse' });
    assert.equal(record.status, 'failed');
    assert.match(record.error?.message ?? '', /not allowed/);
  });

  it('stops a model that goes on and on', async () => {
    const { runner } = await theApp();
    const uri = workspaceUri('prompts', 'editor-model.prompt').toString();
    const subscription = runner.onDidChange((change) => {
      if (change.type === 'text') void vscode.commands.executeCommand('prompthub.stopRun');
    });
    const record = await run({ uri, model: 'vscode/slow' });
    subscription.dispose();
    assert.equal(record.status, 'cancelled', record.error?.message);
    assert.match(record.text, /still here/);
    assert.equal(runner.running, 0);
  });

  it('names the missing key and how to store it', async () => {
    const uri = workspaceUri('prompts', 'greet.prompt').toString();
    const record = await run({ uri, model: 'openai/gpt-5-mini' });
    assert.equal(record.status, 'failed');
    assert.equal(record.error?.code, 'missing-credentials');
  });
});
