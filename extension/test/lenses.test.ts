import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunRecord } from '../src/runs/run-record';
import { eventually, open } from './support/app';

/** The lenses that the editor shows; the text may change before one of them is clicked. */
async function lenses({ uri }: vscode.TextDocument): Promise<vscode.Command[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    20,
  );
  return found.flatMap(({ command }) => command ?? []);
}

async function insert(document: vscode.TextDocument, before: string, text: string): Promise<void> {
  const offset = document.getText().indexOf(before);
  assert.notEqual(offset, -1, `${before} stands in ${document.getText()}`);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.positionAt(offset), text);
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}

const click = <T>({ command, arguments: args = [] }: vscode.Command) =>
  vscode.commands.executeCommand<T>(command, ...(args as unknown[]));

describe('a lens that is clicked just after an edit', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('runs the text as it is now', async () => {
    const document = await open('prompts', 'greet.prompt');
    const shown = await eventually(async () =>
      (await lenses(document)).find(({ title }) => title === '▶ Run'),
    );
    await insert(document, 'input:\n', 'config: { temperature: 0 }\n');
    await insert(document, 'Greet {{name}}.', 'Bow first. ');
    const record = await click<RunRecord>(shown);
    assert.equal(record.status, 'succeeded', record.error?.message);
    assert.match(record.text, /Bow first\. Greet Ada\./);
  });

  it('runs the test that it stood above, wherever that is now', async () => {
    const document = await open('prompts', 'greet.prompt');
    const shown = await eventually(async () =>
      (await lenses(document)).filter(({ title }) => title === '▶ Run test').at(1),
    );
    const another = '  - { description: first of all, mode: render, vars: { name: Linus } }\n';
    await insert(document, '  - description: greets by name', another);
    await click(shown);
    const failures = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ source }) => source === 'PromptHub test');
    assert.deepEqual(
      failures.map(({ range }) => document.getText(range)),
      ['{ type: contains, value: Barbara }'],
    );
  });
});
