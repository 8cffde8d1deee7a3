import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { PERSONAL_TOKEN, TestHub } from '../test/support/test-hub';
import { DictatedModel } from './dictated-model';
import { Editor } from './editor';
import { stepsOf } from './steps';
import { THEME_SETTINGS, themeNames, wear } from './themes';
import { appears, until, type Workbench } from './workbench';

/** What lies beside the main way: Restricted Mode, the walkthrough, answers of ten thousand lines, a hub that is away. */
const PROMPT = `---
model: dictated/long-1
input:
  schema:
    name: string
---
Greet {{name}} and {{nmae}}.
`;
const editor = new Editor();
const { step, shots } = stepsOf('edges', editor);
const folder = path.join(editor.temporary, 'desk');
const model = new DictatedModel();
const hub = new TestHub();

let page: Page;
let window: Workbench;
let results: FrameLocator;

beforeAll(async () => {
  mkdirSync(folder);
  await hub.start();
  const baseUrl = await model.start();
  writeFileSync(path.join(folder, 'hello.prompt'), PROMPT);
  writeFileSync(
    path.join(folder, 'prompthub.yaml'),
    `hub: ${hub.url}\nproject: acme/desk\nendpoints:\n  dictated: { kind: openai-compatible, baseUrl: '${baseUrl}' }\n`,
  );
  await editor.start({
    trust: true,
    settings: {
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
      ...THEME_SETTINGS,
    },
  });
  ({ page, window } = editor);
});

afterAll(async () => {
  await editor.stop();
  model.stop();
  hub.stop();
});

step('in Restricted Mode a prompt is checked, and nothing is sent', async () => {
  await editor.open(folder);
  await window.openFile('hello.prompt');
  await window.squiggles('error').or(window.squiggles('warning')).first().waitFor({ timeout: 60_000 });
  await window.lens(/Run$/).click();
  await window.toast('Running prompts is off in Restricted Mode').waitFor();
  expect(model.asked).toBe(false);
  for (const title of ['Run Prompt', 'Run Tests of This Prompt', 'Set Provider Key…', 'Publish…'])
    expect(await window.offers(`PromptHub: ${title}`)).toBe(false);
});

step('once it is trusted, the same click runs it', async () => {
  await window.run('Notifications: Clear All Notifications');
  await window.run('Workspaces: Manage Workspace Trust');
  await page.getByRole('button', { name: 'Trust', exact: true }).first().click();
  await window.openFile('hello.prompt');
  await until(async () => {
    await window.lens(/Run$/).click();
    return appears(window.dialog, 3000);
  }, 'the question whether the address may be used');
  await window.answer('Allow This Address');
  results = await window.webview('#answer');
  await until(() => Promise.resolve(model.asked), 'the request');
});

step('a long answer is followed to its end while it is written', async () => {
  for (let block = 0; block < 100; block++) model.say(linesOf(block));
  await answered('line 9999 ');
  await until(async () => (await below()) < 2, 'the end of the answer');
});

step('whoever scrolled up stays there', async () => {
  await results.locator('#answer').hover();
  await page.mouse.wheel(0, -4000);
  await until(async () => (await below()) > 1000, 'a place further up');
  const before = await top();
  model.say(linesOf(100));
  await answered('line 10099 ');
  expect(await top()).toBe(before);
  await results.locator('#stop').focus();
  model.end({ prompt_tokens: 1234, completion_tokens: 98765 });
  await results.locator('#state', { hasText: 'Succeeded' }).waitFor();
  expect(await top()).toBe(before);
  // Who stood on Stop with the keyboard now stands on what took its place.
  await results.locator('#again:focus').waitFor();
});

step('results fit a narrow column, in every theme', async () => {
  for (const name of ['echo/echo', 'openai/gpt-5-mini']) {
    await page.locator('.tab', { hasText: 'hello.prompt' }).first().click();
    await window.run('PromptHub: Run Prompt with Model…');
    await window.input(name, 'Run with which model?');
    await results.locator('#model', { hasText: name }).waitFor();
  }
  await results.locator('#key').waitFor();
  await results.locator('#hub').waitFor();
  await page.setViewportSize({ width: 860, height: 900 });
  await window.run('View: Toggle Primary Side Bar Visibility');
  for (const name of themeNames) {
    await wear(page, name);
    expect(await overflow()).toBe(0);
    await page.screenshot({ path: path.join(shots, `results-${name}.png`) });
  }
  await results.locator('.row', { hasText: 'long-1' }).click();
  await page.screenshot({ path: path.join(shots, 'results-contrast-long.png') });
  await wear(page, 'light');
  await page.setViewportSize({ width: 1400, height: 900 });
  await window.run('View: Toggle Primary Side Bar Visibility');
});

step('the walkthrough opens, and its steps complete', async () => {
  await window.run('Welcome: Open Walkthrough...');
  await window.pick('Get started with PromptHub');
  const steps = page.locator('.gettingStartedContainer .getting-started-step');
  await steps.first().waitFor();
  expect(await steps.count()).toBe(5);
  const done = (title: string) =>
    steps.filter({ hasText: title }).locator('.codicon-getting-started-step-checked');
  expect(await done('').count()).toBe(0);
  await window.openFile('hello.prompt');
  for (const title of ['Run Tests of This Prompt', 'Publish…', 'Open Preview to the Side', 'Run Prompt'])
    await window.run(`PromptHub: ${title}`);
  await (await window.webview('#answer')).locator('#state', { hasText: 'Running' }).waitFor();
  await page.locator('.tab', { hasText: 'Welcome' }).first().click();
  for (const title of ['See what the model gets', 'Run it', 'Test it', 'Publish versions'])
    await done(title).waitFor();
  await steps.filter({ hasText: 'Write a prompt' }).click();
  await page.getByRole('button', { name: 'New Prompt' }).click();
  await page.keyboard.press('Escape');
  await done('Write a prompt').waitFor();
});

step('while the hub is away the views say so, and try again when asked to', async () => {
  await window.run('View: Close All Editors');
  await window.openView('PromptHub');
  await window.run('PromptHub: Sign In with a Token…');
  await window.input(PERSONAL_TOKEN, 'Personal token');
  await window.treeItem('hello.prompt').waitFor();
  await window.openFile('hello.prompt');
  hub.breaksOff = true;
  await window.run('PromptHub: Refresh');
  await window.treeItem('Try again').nth(1).waitFor();
  await page.screenshot({ path: path.join(shots, 'hub-away.png') });
  const brokenOff = hub.brokenOff;
  const again = window.treeItem('Try again');
  await window.clickRow(again, () => Promise.resolve(hub.brokenOff > brokenOff));
  hub.breaksOff = false;
  await window.clickRow(again, async () => (await again.count()) === 0);
  await page.locator('.part.sidebar').getByText('has not been published yet').waitFor();
});

/** A hundred numbered lines. */
function linesOf(block: number): string {
  const numbers = Array.from({ length: 100 }, (_, index) => block * 100 + index);
  return numbers.map((number) => `line ${number} of an answer that goes on and on\n`).join('');
}

async function answered(text: string): Promise<void> {
  await until(
    async () => ((await results.locator('#answer').textContent()) ?? '').includes(text),
    `“${text}” in the answer`,
  );
}

interface Box {
  readonly scrollTop: number;
  readonly scrollWidth: number;
  readonly scrollHeight: number;
  readonly clientWidth: number;
  readonly clientHeight: number;
}

const answerBox = () => results.locator('#main');
const top = () => answerBox().evaluate((box: Box) => box.scrollTop);
/** How much of the answer lies below what is seen. */
const below = () => answerBox().evaluate((box: Box) => box.scrollHeight - box.scrollTop - box.clientHeight);
/** How much of the page lies to the right of what is seen. */
const overflow = () => results.locator('html').evaluate((box: Box) => box.scrollWidth - box.clientWidth);
