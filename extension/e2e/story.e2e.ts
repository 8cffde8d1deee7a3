import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { Editor } from './editor';
import { freePort, freshClone, npmStart, type Started } from './product';
import { stepsOf } from './steps';
import { appears, until, type Workbench } from './workbench';
import type { Page } from 'playwright-core';

/**
 * The first hour of a newcomer, in a real VS Code with the packaged extension, against the hub that `npm start` of a
 * fresh clone runs. One story: each step stands on the one before.
 */
const PASSWORD = 'correct horse battery';
const clone = freshClone();
const workspace = path.join(clone.folder, 'examples', 'support-desk');
const prompt = path.join(workspace, 'reply.prompt');
const models = new LLMock({ port: 0 });
const editor = new Editor();
const { step, shots } = stepsOf('story', editor);

let product: Started;
let page: Page;
let window: Workbench;

beforeAll(async () => {
  product = await npmStart(clone.folder, await freePort());
  models.onMessage(/calendar/i, { content: 'Hello Ada, open the calendar and choose Share.' });
  const wire = await models.start();
  link(product.url, wire);
  await editor.start({ vsix: product.vsix });
  ({ page, window } = editor);
});

afterAll(async () => {
  await editor.stop();
  await models.stop();
  await product?.stop();
  clone.remove();
});

step('the one-time link signs the owner in, in the browser', async () => {
  await page.goto(product.signInLink ?? '');
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('signed in', { exact: false }).first().waitFor();
});

step('VS Code was given the extension, and shows the examples', async () => {
  const calls = [`--install-extension ${product.vsix} --force`, path.join(clone.folder, 'examples')];
  await until(() => Promise.resolve(product.editorCalls() === `${calls.join('\n')}\n`), 'both calls of code');
});

step('a prompt opens with lenses', async () => {
  await editor.open(workspace);
  await window.openFile('reply.prompt');
  await window.lens(/Run$/).waitFor({ timeout: 60_000 });
  await window.lens('Tests').waitFor();
});

step('an error is underlined where it stands', async () => {
  await gotoLine(lineOf('Draft the reply'));
  await page.keyboard.press('Home');
  await page.keyboard.insertText('{{role "System"}}\n');
  await window.squiggles('error').first().waitFor();
});

step('the light bulb repairs it', async () => {
  await gotoLine(lineOf('Draft the reply'));
  for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowRight');
  await window.editor.locator('[class*="gutter-lightbulb"]').first().click();
  const action = page.locator('.action-widget .monaco-list-row', { hasText: 'system' }).first();
  await action.waitFor();
  await page.screenshot({ path: path.join(shots, '04-light-bulb.png') });
  await action.click();
  await until(async () => (await window.line('"System"').count()) === 0, 'the repaired line');
  await until(async () => (await window.squiggles('error').count()) === 0, 'no squiggle');
  await window.run('File: Revert File');
  await page.locator('.tab.dirty').waitFor({ state: 'detached' });
});

step('it runs with echo, and the answer appears', async () => {
  await page.keyboard.press('Control+Home');
  // A lens that is being drawn again while the mouse comes down misses the click; a person clicks once more.
  const results = page.locator('.tab', { hasText: 'Prompt Results' });
  await until(async () => {
    await window.lens(/Run$/).click();
    return appears(results, 3000);
  }, 'the results panel');
  const answer = await window.webview('#answer');
  await answer.locator('#state', { hasText: 'Succeeded' }).waitFor();
  await answer.locator('#answer', { hasText: 'Be warm and personal' }).waitFor();
});

step('it runs against a server that speaks the wire format, after consent to its address', async () => {
  await page.locator('.tab', { hasText: 'reply.prompt' }).first().click();
  await window.run('PromptHub: Run Prompt with Model…');
  await window.input('wire/gpt-5-mini', 'Run with which model?');
  await window.dialog.waitFor();
  await page.screenshot({ path: path.join(shots, '06-consent.png') });
  await window.answer('Allow This Address');
  const results = await window.webview('#answer');
  await results.locator('#answer', { hasText: 'choose Share' }).waitFor();
});

step('its tests run in the Testing view', async () => {
  await window.openView('Testing');
  // The list grows while prompts are found, and its rows move.
  await page.locator('.test-explorer .monaco-list-row', { hasText: 'triage.prompt' }).waitFor();
  const row = page.locator('.test-explorer .monaco-list-row', { hasText: 'reply.prompt' });
  await until(async () => {
    try {
      await row.hover({ timeout: 2000 });
      await row.locator('.action-label[aria-label^="Run Test"]').first().click({ timeout: 2000 });
      return true;
    } catch {
      return false;
    }
  }, 'the button beside reply.prompt');
  await page.locator('.test-explorer .codicon-testing-passed-icon').first().waitFor();
});

step('the preview shows the messages', async () => {
  await page.locator('.tab', { hasText: 'reply.prompt' }).first().click();
  await window.run('PromptHub: Open Preview to the Side');
  await (await window.webview('text=How do I share a calendar?')).locator('body').waitFor();
});

step('signing in goes through the browser and comes back', async () => {
  const opened = page.context().waitForEvent('page');
  await window.run('PromptHub: Sign In…');
  const consent = await opened;
  // A window in the browser reaches the hub through VS Code's own address, where nobody is signed in yet.
  await consent.getByLabel('E-mail address').fill('owner@prompthub.localhost');
  await consent.getByLabel('Password').fill(PASSWORD);
  await consent.getByRole('button', { name: 'Sign in' }).click();
  await consent.getByRole('button', { name: 'Allow' }).waitFor();
  await consent.screenshot({ path: path.join(shots, '09-consent-page.png') });
  await consent.getByRole('button', { name: 'Allow' }).click();
  await window.toast('Signed in').waitFor();
  await window.comeBackFrom(consent);
});

step('a first change is published', async () => {
  await publishChange('Keep it under 120 words.', 'Limit the length of replies');
});

step('a second change is published', async () => {
  await publishChange('End with the name of the team.', 'Sign as the team');
});

step('both versions are listed, and their difference is shown', async () => {
  await window.openView('PromptHub');
  await window.openFile('reply.prompt');
  await window.treeItem('Limit the length of replies').waitFor();
  const newest = window.treeItem('Sign as the team');
  await newest.click();
  await window.rowAction(newest, 'Compare with Previous');
  await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
  expect(await page.locator('.monaco-diff-editor').innerText()).toContain('End');
});

step('it looks right in the dark as well', async () => {
  await window.run('Preferences: Toggle between Light/Dark Themes');
  await page.locator('.monaco-workbench.vs-dark, .monaco-workbench.vs').first().waitFor();
});

function link(hub: string, wire: string): void {
  const file = path.join(workspace, 'prompthub.yaml');
  const text = readFileSync(file, 'utf8').replace(/^hub: .*$/m, `hub: ${hub}`);
  writeFileSync(file, `${text}\nendpoints:\n  wire:\n    kind: openai-compatible\n    baseUrl: ${wire}/v1\n`);
}

async function publishChange(line: string, message: string): Promise<void> {
  await page.locator('.tab', { hasText: 'reply.prompt' }).first().click();
  await gotoLine(lineOf('Draft the reply'));
  // Twice: the first goes to the end of the line as it is wrapped.
  await page.keyboard.press('End');
  await page.keyboard.press('End');
  await page.keyboard.insertText(`\n${line}`);
  await page.keyboard.press('Control+S');
  await window.ask('PromptHub: Publish…', 'Publish 1 file', message);
  await window
    .toast('Published')
    .filter({ hasText: /as [0-9a-f]{7}/ })
    .first()
    .waitFor();
  await window.run('Notifications: Clear All Notifications');
}

async function gotoLine(number: number): Promise<void> {
  await page.keyboard.press('Control+G');
  await window.input(`:${number}`);
}

function lineOf(text: string): number {
  return (
    readFileSync(prompt, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}
