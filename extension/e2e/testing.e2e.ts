import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { Editor, ROOT } from './editor';
import { stepsOf } from './steps';
import { THEME_SETTINGS, themeNames, wear } from './themes';
import { until, type Workbench } from './workbench';

/** Judging a prompt: what tests reach of it, how they end in the Testing view, and on several models and wordings in a matrix. */
const editor = new Editor();
const { step, shots } = stepsOf('testing', editor);
const folder = path.join(editor.temporary, 'desk');
const REPLY = path.join(folder, 'reply.prompt');
const SETTINGS = {
  ...THEME_SETTINGS,
  'prompthub.test.runOnSave': 'all',
  'prompthub.test.askAboveCalls': 3,
};

let page: Page;
let window: Workbench;
let matrix: FrameLocator;

beforeAll(async () => {
  cpSync(path.join(ROOT, 'examples/support-desk'), folder, { recursive: true });
  const text = readFileSync(REPLY, 'utf8');
  writeFileSync(REPLY, text.replace('value: Be warm and personal }', 'value: Be cold and distant }'));
  await editor.start({ settings: SETTINGS });
  ({ page, window } = editor);
  await editor.open(folder);
  await window.openFile('reply.prompt');
  await window.lens(/Run$/).waitFor({ timeout: 60_000 });
});

afterAll(() => editor.stop());

step(
  'a lens says how much of the prompt its tests reach, and marks in the gutter what they do not',
  async () => {
    await window.lens(/of \d+ branches reached/).click();
    await window.goTo(64);
    await page.locator('.coverage-deco-miss').first().waitFor();
    await page.locator('.coverage-deco-hit').first().waitFor();
    for (const name of ['dark', 'light'] as const) {
      await wear(page, name);
      await page.screenshot({ path: path.join(shots, `coverage-${name}.png`) });
    }
  },
);

step('the Testing view runs the tests, and the assertion that failed is underlined at its line', async () => {
  await window.goTo(1);
  await window.lens(/^Tests 4/).click();
  await window.lens('Tests 4 (1 failed)').waitFor();
  await window.openView('Testing');
  await window.treeItem(/^reply\.prompt/).click();
  await page.keyboard.press('ArrowRight');
  await window.treeItem('is friendly unless told otherwise').waitFor();
  await window.goTo(30);
  await window.squiggles('error').first().waitFor();
  await page.screenshot({ path: path.join(shots, 'failed.png') });
});

step('saving runs them again, and the status bar says how they ended', async () => {
  await window.run('File: Save without Formatting');
  await window.status('1 of 4 failed').waitFor();
});

step('the matrix: tests in rows, models and wordings in columns', async () => {
  await window.run('PromptHub: Run Tests on Several Models…');
  await window.mark(['echo/echo'], 'Run the tests on which models?');
  await window.titled('Run which wordings?');
  await window.mark(['formal'], 'Run which wordings?');
  matrix = await window.webview('#table');
  await matrix.locator('#summary', { hasText: 'passed' }).waitFor();
  expect(await matrix.locator('tbody tr').count()).toBe(4);
  expect(await matrix.locator('thead th').allTextContents()).toEqual([
    'Test',
    expect.stringContaining('the prompt itself · echo/echo'),
    expect.stringContaining('formal · echo/echo'),
  ]);
  await matrix.getByText('A difference is not shown').waitFor();
});

step('cells are chosen with the keyboard, and their answers stand side by side', async () => {
  await matrix.locator('td').first().focus();
  await page.keyboard.press('Enter');
  await matrix.locator('#answers .column').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await matrix.locator('#pieces del').first().waitFor();
  await matrix.locator('#pieces ins').first().waitFor();
  expect(await matrix.locator('#answers .column').count()).toBe(2);
  await matrix.locator('.reasons li', { hasText: 'Be cold and distant' }).first().waitFor();
});

step('rows are filtered, by what differs and by words', async () => {
  await matrix.locator('#which').selectOption('failed');
  await until(async () => (await matrix.locator('tbody tr').count()) < 4, 'fewer rows');
  await matrix.locator('#words').fill('nobody says this');
  await matrix.getByText('No test is like that').waitFor();
  await matrix.locator('#words').fill('');
  await matrix.locator('#which').selectOption('all');
  await until(async () => (await matrix.locator('tbody tr').count()) === 4, 'all rows');
});

step('a run that may cost something asks first, and does nothing when it is left', async () => {
  await page.locator('.tab', { hasText: 'reply.prompt' }).click();
  await window.run('PromptHub: Run Tests on Several Models…');
  await window.mark(['openai/gpt-5-mini'], 'Run the tests on which models?');
  await window.titled('Run which wordings?');
  await window.mark(['formal'], 'Run which wordings?');
  await window.dialog.getByText(/Run \d+ tests on 2 models: about \$[\d.]+, at most \$[\d.]+\?/).waitFor();
  for (const name of ['light', 'dark'] as const) {
    await wear(page, name);
    await page.screenshot({ path: path.join(shots, `cost-${name}.png`) });
  }
  await window.answer('Cancel');
  await window.dialog.waitFor({ state: 'detached' });
  await page.locator('.tab', { hasText: 'Test Matrix' }).click();
  await matrix.locator('#summary', { hasText: 'passed' }).waitFor();
});

step('the page fits a narrow column, in every theme', async () => {
  for (const width of [1280, 800]) {
    await page.setViewportSize({ width, height: 900 });
    for (const name of themeNames) {
      await wear(page, name);
      expect(await overflow()).toBe(0);
      await page.screenshot({ path: path.join(shots, `matrix-${name}-${width}.png`) });
    }
  }
});

/** How much of the page lies to the right of what is seen; the table scrolls by itself. */
const overflow = () =>
  matrix
    .locator('html')
    .evaluate((box: { scrollWidth: number; clientWidth: number }) => box.scrollWidth - box.clientWidth);
