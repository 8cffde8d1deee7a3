import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open } from './support/app';

async function type(text: string): Promise<void> {
  for (const char of text) await vscode.commands.executeCommand('type', { text: char });
}

describe('typing a block', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  async function atTheEnd(): Promise<vscode.TextEditor> {
    const document = await open('prompts', 'typing.prompt');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const end = document.positionAt(document.getText().length);
    editor.selection = new vscode.Selection(end, end);
    return editor;
  }

  it('brings its end, and one undo takes the end back', async () => {
    const editor = await atTheEnd();
    const before = editor.document.getText();
    await type('{{#if city}}');
    await eventually(() => editor.document.getText() === `${before}{{#if city}}{{/if}}`);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), `${before}{{#if city}}`);
  });

  it('leaves the cursor between the tags, and brings no second end', async () => {
    const editor = await atTheEnd();
    const before = editor.document.getText();
    await type('{{#if city}}');
    await eventually(() => editor.document.getText() === `${before}{{#if city}}{{/if}}`);
    await vscode.commands.executeCommand('deleteLeft');
    await type('}');
    // The next block is closed after an answer that comes behind the one for the brace just typed.
    await type('{{#each a}}');
    await eventually(() => editor.document.getText() === `${before}{{#if city}}{{#each a}}{{/each}}{{/if}}`);
  });
});
