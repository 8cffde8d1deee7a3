import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open } from './support/app';

const faults = (uri: vscode.Uri) =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source !== 'PromptHub test');
const codeOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code);

describe('diagnostics', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('underline a block role, and the light bulb repairs it', async () => {
    const { uri } = await open('prompts', 'faulty.prompt');
    const fault = await eventually(() => faults(uri).find((one) => codeOf(one) === 'block-role'));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      fault.range,
    );
    const repair = actions.find(({ isPreferred, edit }) => isPreferred && edit);
    assert.ok(repair?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(repair.edit);
    await eventually(() => !faults(uri).some((one) => codeOf(one) === 'block-role'));
  });

  it('come and go while typing', async () => {
    const document = await open('prompts', 'typing.prompt');
    await eventually(() => faults(document.uri).length === 0);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().length), '{{nmae}}');
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    const found = await eventually(() =>
      faults(document.uri).find((one) => codeOf(one) === 'undefined-variable'),
    );
    assert.equal(document.getText(found.range).includes('nmae'), true);
  });
});
