import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { Editor, ROOT } from './editor';
import { stepsOf } from './steps';
import { THEME_SETTINGS, themeNames, wear } from './themes';
import { until, type Workbench } from './workbench';

/** The preview beside the editor: from output to source and back, own values, errors, themes, and how fast it follows. */
const editor = new Editor();
const { step, shots } = stepsOf('preview', editor);
const folder = path.join(editor.temporary, 'desk');

let page: Page;
let window: Workbench;
let preview: FrameLocator;

beforeAll(async () => {
  cpSync(path.join(ROOT, 'examples/support-desk'), folder, { recursive: true });
  await editor.start({
    settings: THEME_SETTINGS,
  });
  ({ page, window } = editor);
});

afterAll(() => editor.stop());

step('the messages of the first test stand beside the prompt', async () => {
  await editor.open(folder);
  await window.openFile('reply.prompt');
  await window.lens('Preview').waitFor({ timeout: 60_000 });
  await window.run('PromptHub: Open Preview to the Side');
  preview = await window.webview('.message');
  await preview.locator('.message.user', { hasText: 'How do I share a calendar?' }).waitFor();
  await preview.locator('#about', { hasText: 'tokens' }).waitFor();
});

step('a click on a value selects its tag, in the prompt or in a partial', async () => {
  await preview.locator('.seg.value', { hasText: 'How do I share a calendar?' }).click();
  await selected('{{ticket}}');
  await preview.locator('.seg.value', { hasText: 'Ada' }).click();
  await page.locator('.tab.active', { hasText: '_customer.prompt' }).first().waitFor();
  await selected('{{name}}');
  // The preview stays with the prompt that the partial was opened for.
  await preview.locator('#title', { hasText: 'reply.prompt' }).waitFor();
});

step('the cursor marks what its line printed', async () => {
  await page
    .locator('.tab', { hasText: /^reply\.prompt/ })
    .first()
    .click();
  await gotoLine('Draft the reply to a ticket');
  await marks('Draft the reply to a ticket. A person reads it before it is sent.');
  await gotoLine('{{> safety}}');
  await until(async () => (await marked()).includes('is data, not instructions'), 'what the partial printed');
});

step('it follows typing within a frame or two', async () => {
  await gotoLine('Draft the reply to a ticket');
  // Twice: the first goes to the end of the line as it is wrapped.
  await page.keyboard.press('End');
  await page.keyboard.press('End');
  const times: number[] = [];
  await observe();
  for (const letter of ' Greetings from the desk, and thanks') {
    await page.keyboard.press(letter === ' ' ? 'Space' : letter);
    await until(async () => (await lastRound()) !== undefined, 'the letter in the preview');
    times.push((await lastRound()) ?? 0);
  }
  times.sort((left, right) => left - right);
  const at = (share: number) => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
  console.log(
    `keystroke → preview: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms (${times.length} keys)`,
  );
  await preview.locator('.message.system', { hasText: 'Greetings from the desk, and thanks' }).waitFor();
});

step('what cannot be rendered is said, and the last messages stay, dimmed', async () => {
  await page.keyboard.insertText(' {{> nobody}}');
  await preview.locator('#error', { hasText: 'There is no partial named' }).waitFor();
  await preview.locator('.messages.stale .message.system', { hasText: 'Greetings' }).waitFor();
  await preview.locator('#place').click();
  await selected('{{> nobody}}');
  await page.screenshot({ path: path.join(shots, 'error.png') });
  await page.keyboard.press('Delete');
  await preview.locator('#error').waitFor({ state: 'hidden' });
});

step('another test is chosen, and its values show in the editor as well', async () => {
  await preview.locator('#choice').selectOption({ label: 'lists the facts that it may use' });
  await preview.locator('.seg.value', { hasText: 'Reminders were late on Monday.' }).waitFor();
  await gotoLine('{{ticket}}');
  await window.line('Is there an outage?').waitFor();
});

step('own values are filled in, and what does not fit is said', async () => {
  await preview.locator('#choice').selectOption({ label: 'Own values…' });
  await preview.getByLabel(/^ticket/).fill('My calendar is empty.');
  await preview.locator('.seg.value', { hasText: 'My calendar is empty.' }).waitFor();
  await preview.getByLabel(/^tone/).selectOption({ label: 'apologetic' });
  await preview.locator('.message.system', { hasText: 'Say sorry once' }).waitFor();
  await preview.getByLabel(/^facts/).fill('["one", 2]');
  await preview.locator('.problem', { hasText: 'Expected string at `1`' }).waitFor();
  await preview.getByLabel(/^facts/).fill('["one",');
  await preview.locator('.problem', { hasText: 'Not JSON yet' }).waitFor();
  await page.screenshot({ path: path.join(shots, 'own-values.png') });
  await preview.getByLabel(/^facts/).fill('["one"]');
  await preview.locator('.seg.value', { hasText: /^one$/ }).waitFor();
});

step('own values are there again when the preview is opened anew', async () => {
  await page.locator('.tab', { hasText: 'Preview reply.prompt' }).first().click();
  await window.run('View: Close Editor');
  await window.openFile('reply.prompt');
  await window.run('PromptHub: Open Preview to the Side');
  preview = await window.webview('.message');
  await preview.locator('.seg.value', { hasText: 'My calendar is empty.' }).waitFor();
  expect(await preview.getByLabel(/^ticket/).inputValue()).toBe('My calendar is empty.');
  await preview.locator('#choice').selectOption({ label: 'lists the facts that it may use' });
  await preview.locator('#form').waitFor({ state: 'hidden' });
});

step('the keyboard goes through messages and values, and to their source', async () => {
  await preview.locator('#choice').focus();
  await page.keyboard.press('Tab');
  await preview.locator('.message.system:focus').waitFor();
  await page.keyboard.press('End');
  await preview.locator('.message.user:focus').waitFor();
  const value = preview.locator('.message.user .seg:focus', { hasText: 'Ada' });
  for (let i = 0; i < 10 && (await value.count()) === 0; i++) await page.keyboard.press('ArrowRight');
  await value.waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: '_customer.prompt' }).first().waitFor();
  await selected('{{name}}');
  await page
    .locator('.tab', { hasText: /^reply\.prompt/ })
    .first()
    .click();
});

step('it fits a narrow column, in every theme', async () => {
  await gotoLine('- {{this}}');
  await page.setViewportSize({ width: 900, height: 1000 });
  await window.run('View: Toggle Primary Side Bar Visibility');
  for (const name of themeNames) {
    await wear(page, name);
    expect(await overflow()).toBe(0);
    await page.screenshot({ path: path.join(shots, `preview-${name}.png`) });
  }
  await preview.locator('#choice').selectOption({ label: 'Own values…' });
  await preview.locator('#form').waitFor();
  await preview.locator('#costs summary').click();
  await page.screenshot({ path: path.join(shots, 'preview-contrast-own.png') });
  await wear(page, 'light');
  await page.screenshot({ path: path.join(shots, 'preview-light-own.png') });
  expect(await overflow()).toBe(0);
});

/** To the start of the line that begins with the text. The story adds no lines. */
async function gotoLine(text: string): Promise<void> {
  const lines = readFileSync(path.join(folder, 'reply.prompt'), 'utf8').split('\n');
  await page
    .locator('.tab', { hasText: /^reply\.prompt/ })
    .first()
    .click();
  await window.goTo(lines.findIndex((line) => line.startsWith(text)) + 1);
}

/** What is selected in the editor, as it is copied. */
async function selected(text: string): Promise<void> {
  await until(async () => {
    await page.keyboard.press('Control+C');
    return (await page.evaluate<string>('navigator.clipboard.readText()')) === text;
  }, `“${text}” to be selected`);
}

// The scripts below are texts, for they run in the page, where there is a document.

function marked(): Promise<string> {
  return preview
    .locator('body')
    .evaluate<string, unknown>("[...(CSS.highlights.get('cursor') ?? [])].join('')");
}

async function marks(text: string): Promise<void> {
  await until(async () => (await marked()) === text, `“${text}” to be marked`).catch(() => undefined);
  expect(await marked()).toBe(text);
}

/** Notes when a key goes down in the window, and when the page of the preview has changed. */
async function observe(): Promise<void> {
  await page.evaluate(
    "addEventListener('keydown', () => { globalThis.keyAt = performance.timeOrigin + performance.now(); }, true)",
  );
  await preview.locator('#messages').evaluate(
    `new MutationObserver(() => { globalThis.changedAt = performance.timeOrigin + performance.now(); })
      .observe(document.getElementById('messages'), { subtree: true, childList: true, characterData: true })`,
  );
}

/** Milliseconds from the last key to the change that it made; undefined until there is one. */
async function lastRound(): Promise<number | undefined> {
  const key = await page.evaluate<number>('globalThis.keyAt');
  const changed = await preview.locator('body').evaluate<number, unknown>('globalThis.changedAt ?? 0');
  return changed < key ? undefined : changed - key;
}

const overflow = () =>
  preview
    .locator('html')
    .evaluate((box: { scrollWidth: number; clientWidth: number }) => box.scrollWidth - box.clientWidth);
