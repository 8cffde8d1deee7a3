import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { Editor } from './editor';
import { stepsOf } from './steps';
import type { Workbench } from './workbench';

/**
 * The extension in the browser's own extension host, with its server in a web worker: no process and no disk. VS Code
 * is told to run it there, as it does in its edition for the web.
 */
const editor = new Editor();
const { step } = stepsOf('browser-edition', editor);
const folder = path.join(editor.temporary, 'desk');

let page: Page;
let window: Workbench;

beforeAll(async () => {
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, 'hello.prompt'),
    '---\ninput:\n  schema:\n    name: string\n---\n{{>tone}}\nHello {{nmae}}!\n',
  );
  writeFileSync(path.join(folder, '_tone.prompt'), 'Be kind.\n');
  await editor.start({ settings: { 'remote.extensionKind': { 'prompthub.prompthub': ['web'] } } });
  ({ page, window } = editor);
});

afterAll(() => editor.stop());

step('a typo is underlined, and the partial beside it is found', async () => {
  await editor.open(folder);
  await window.openFile('hello.prompt');
  await window.squiggles('warning').first().waitFor();
  expect(await window.squiggles('error').count()).toBe(0);
});

step('the light bulb mends it', async () => {
  await window.clickLine('Hello');
  await page.keyboard.press('Control+Period');
  await page.locator('.action-widget').getByText('Change to', { exact: false }).first().click();
  await window.line('Hello {{name}}!').waitFor();
});

step('the preview renders it with the partial’s text', async () => {
  await window.run('PromptHub: Open Preview to the Side');
  const frame = await window.webview('body');
  await frame.getByText('Be kind.').waitFor();
});

step('a command that needs more says what to do', async () => {
  await window.run('PromptHub: Sign In…');
  await window.toast('Here in the browser').waitFor();
});

step('the views say where prompts of a hub are shown', async () => {
  await window.openView('PromptHub');
  await page.getByText('Here in the browser prompts can be edited', { exact: false }).last().waitFor();
});
