import * as assert from 'node:assert/strict';
import type { PreviewResult } from '@prompthub/protocol';
import * as vscode from 'vscode';
import type { App } from '../src/app';
import { eventually, open, theApp } from './support/app';

describe('the preview', () => {
  let app: App;
  let last: PreviewResult | undefined;
  let subscription: vscode.Disposable;

  before(async () => {
    app = await theApp();
    subscription = app.preview.onDidPresent((result) => (last = result));
  });
  after(() => subscription.dispose());
  beforeEach(async () => {
    await open('prompts', 'greet.prompt');
    last = undefined;
    await vscode.commands.executeCommand('prompthub.preview');
    await presented((result) => texts(result).includes('Ada'));
  });
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await closeAll();
  });

  async function closeAll(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(() => vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0));
  }

  const texts = ({ messages }: PreviewResult) =>
    messages.flatMap(({ parts }) => parts.map((part) => ('text' in part ? part.text : part.url))).join('\n');

  const presented = (is: (result: PreviewResult) => boolean): Promise<PreviewResult> =>
    eventually(() => last !== undefined && is(last) && last);

  /** `message part offset` of a text in the messages. */
  function address(result: PreviewResult, text: string): string {
    for (const [message, { parts }] of result.messages.entries())
      for (const [part, shown] of parts.entries()) {
        const at = shown.type === 'text' ? shown.text.indexOf(text) : -1;
        if (at >= 0) return `${message} ${part} ${at}`;
      }
    throw new Error(`“${text}” is in no message`);
  }

  function selectedText(): string | undefined {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.getText(editor.selection);
  }

  it('leads from a value to its tag, and from a text to its line', async () => {
    const result = await presented(() => true);
    await app.preview.receive({ type: 'source', value: address(result, 'Ada') });
    assert.equal(selectedText(), '{{name}}');
    await app.preview.receive({ type: 'source', value: address(result, 'Greet') });
    assert.equal(selectedText(), 'Greet ');
  });

  it('is of the text as it is typed, and keeps still what leads to its source while that is broken', async () => {
    const { activeTextEditor: editor } = vscode.window;
    assert.ok(editor);
    const { document } = editor;
    const end = document.positionAt(document.getText().length);
    await editor.edit((edit) => edit.insert(end, 'And wave.'));
    const typed = await presented((result) => texts(result).includes('And wave.'));
    assert.equal(typed.version, document.version);
    await editor.edit((edit) => edit.insert(document.positionAt(document.getText().length), '{{#if name}}'));
    const broken = await presented(({ error }) => error !== undefined);
    assert.deepEqual(broken.messages, []);
    await app.preview.receive({ type: 'place' });
    assert.equal(selectedText(), '{{#if name}}');
    await app.preview.receive({ type: 'source', value: address(typed, 'Ada') });
    assert.equal(selectedText(), '{{name}}');
  });

  it('shows own values, which begin with those of the test and are kept', async () => {
    await app.preview.receive({ type: 'own' });
    const first = await presented(({ testId }) => testId === undefined);
    assert.deepEqual(first.values, { name: 'Ada' });
    await app.preview.receive({ type: 'values', value: '{ "name": 7 }' });
    const wrong = await presented(({ values }) => values['name'] === 7);
    assert.deepEqual(wrong.problems, [{ input: 'name', message: 'Expected string.' }]);
    await app.preview.receive({ type: 'values', value: '{ "name": "Grace" }' });
    await presented((result) => texts(result).includes('Grace'));
    await closeAll();
    await open('prompts', 'greet.prompt');
    last = undefined;
    await vscode.commands.executeCommand('prompthub.preview');
    await presented((result) => texts(result).includes('Grace'));
    const [test] = first.tests;
    await app.preview.receive({ type: 'test', value: test?.id });
    await presented((result) => texts(result).includes('Ada'));
  });

  it('takes nothing that its page would not send', async () => {
    for (const message of [
      undefined,
      'source',
      { type: 'source', value: 'x y z' },
      { type: 'source' },
      { type: 'values', value: '[' },
    ])
      await app.preview.receive(message);
    assert.equal(vscode.window.activeTextEditor?.document.fileName.endsWith('greet.prompt'), true);
  });
});
