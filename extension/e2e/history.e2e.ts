import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { Desk } from './desk';
import { Editor } from './editor';
import { makeHistory, PROJECT } from './history-project';
import { OwnHub } from './own-hub';
import { stepsOf } from './steps';
import { THEME_SETTINGS, wear } from './themes';
import { until, type Workbench } from './workbench';

/** Somebody comes to a project that others have worked on, and finds out what happened: graph, filter, comparisons, blame. */
const editor = new Editor();
const { step, shots } = stepsOf('history', editor);
const folder = path.join(editor.temporary, 'support');
const desk = new Desk(editor, { folder, shots, file: 'reply.prompt', lastLine: '{{ticket}}|' });

let hub: OwnHub;
let page: Page;
let window: Workbench;
let graph: FrameLocator;

beforeAll(async () => {
  mkdirSync(folder);
  hub = await OwnHub.start(path.join(editor.temporary, 'hub'));
  writeFileSync(path.join(folder, 'prompthub.yaml'), `hub: ${hub.url}\nproject: ${PROJECT}\n`);
  await editor.start({ settings: THEME_SETTINGS });
  ({ page, window } = editor);
  page.setDefaultTimeout(15_000);
});

afterAll(async () => {
  await hub?.stop();
  await editor.stop();
});

const row = (text: string) => graph.locator('.row', { hasText: text }).first();

step('the files of the project come to an empty folder', async () => {
  await hub.welcome(page);
  const owner = await hub.clientOf(page);
  await makeHistory({ owner, hub: (token) => hub.clientWith(token) });
  await editor.open(folder);
  await window.openView('PromptHub');
  await window.status(PROJECT).waitFor();
  await hub.signIn(window, owner);
  await window.run('PromptHub: Pull');
  await window.toast('Pulled').waitFor();
  await window.run('Notifications: Clear All Notifications');
});

step('the graph shows who changed what, and what was merged', async () => {
  await window.openFile('reply.prompt');
  await window.run('PromptHub: Show Project History');
  graph = await window.webview('#rows .row');
  await row('Merge two-teams').locator('.ref.here', { hasText: 'main' }).waitFor();
  await row('Merge sharper-tone').locator('.ref', { hasText: 'staging' }).waitFor();
  await row('Answer and sort tickets').locator('.ref', { hasText: 'v1.0' }).waitFor();
  expect(await graph.locator('.row').count()).toBe(8);
  expect(await graph.locator('.node.merge, .node.here').count()).toBe(2);
});

step('all branches stand beside each other', async () => {
  await window.run('PromptHub: Show History of Branch…');
  await window.pick('All branches');
  await row('Allow an emoji').waitFor();
  for (const name of ['light', 'dark'] as const) {
    await wear(page, name);
    await desk.shot(`graph-${name}`);
  }
});

step('the keyboard goes through the rows, and Enter shows what one changed', async () => {
  await row('Say which app it is').click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await desk.row('reply.prompt').waitFor();
  await desk.shot('what-changed');
  await desk.row('reply.prompt').click();
  await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
  expect(await page.locator('.monaco-diff-editor').innerText()).toContain('Tempus');
  await window.run('View: Close Editor');
});

step('two versions that are selected are compared, what it means first', async () => {
  await row('Merge sharper-tone').click();
  await row('Answer and sort tickets').click({ modifiers: ['Control'] });
  await row('Merge sharper-tone').click({ button: 'right' });
  await desk.shot('menu');
  await page.locator('.monaco-menu .action-item', { hasText: 'Compare Versions…' }).click();
  await page.locator('.quick-input-widget:visible', { hasText: 'temperature' }).waitFor();
  await desk.shot('compare');
  await desk.row('reply.prompt').click();
  await page.locator('.monaco-diff-editor .line-insert').first().waitFor();
  await window.run('View: Close Editor');
});

step('one author, then one file', async () => {
  await window.run('PromptHub: Filter History…');
  await window.pick('Author…');
  await window.pick('Grace Hopper');
  await until(async () => (await graph.locator('.row').count()) === 3, 'what Grace wrote');
  await desk.shot('filtered');
  await window.run('PromptHub: Clear Filter of History');
  await window.run('PromptHub: Filter History…');
  await window.pick('Prompt…');
  await window.pick('triage.prompt');
  await row('Merge two-teams').waitFor();
  await until(async () => (await graph.locator('.row').count()) === 2, 'what changed triage.prompt');
  await window.run('PromptHub: Clear Filter of History');
  await row('Allow an emoji').waitFor();
});

step('behind the line of the cursor stands who wrote it', async () => {
  await desk.at('reply.prompt', 'Be short and cl|ear.');
  await says('Be short', 'after', '· Sharper tone');
  await page.locator('.pane-header', { hasText: 'Versions' }).click();
  for (const name of ['light', 'dark'] as const) {
    await wear(page, name);
    await desk.shot(`blame-line-${name}`);
  }
  await desk.rest(window.line('Be short').locator('[class*="ced-"]').last(), 'What It Changed');
  await desk.shot('blame-hover');
  await page.keyboard.press('Escape');
});

step('lines that were put in here are not published yet, and the others keep their origin', async () => {
  await desk.at('reply.prompt', 'Be short and clear.|');
  await page.keyboard.press('Enter');
  await page.keyboard.insertText('Never promise a date.');
  await says('Never promise', 'after', 'not published yet');
  await page.keyboard.press('ArrowDown');
  await says('Sign as', 'after', 'Name the team');
});

step('every line of a file says who wrote it, and how long ago by its colour', async () => {
  await window.run('PromptHub: Toggle Blame of the Whole File');
  await says('Be short', 'before', 'Grace Hopper,');
  for (const name of ['light', 'dark'] as const) {
    await wear(page, name);
    await desk.shot(`blame-file-${name}`);
  }
  await window.run('PromptHub: Toggle Blame of the Whole File');
  await window.run('File: Revert File');
});

step('a version is restored, and Undo brings back what was there', async () => {
  await desk.choose(row('Answer and sort tickets'), 'Restore Files');
  await page.locator('.quick-input-widget:visible', { hasText: 'Restore which files' }).waitFor();
  await desk.shot('restore');
  await page.keyboard.press('Enter');
  await window.toast('Restored 2 files').waitFor();
  await window.line('Be warm and personal.').waitFor();
  await window.run('Notifications: Clear All Notifications');
  await window.run('File: Revert File');
});

step('a version is taken back on its branch, and the graph shows it', async () => {
  await desk.choose(row('Say which app it is'), 'Revert Version');
  await window.dialog.waitFor();
  await window.answer('Revert');
  await window.toast('Reverted').waitFor();
  await row('Revert').locator('.ref.here').waitFor();
  await desk.shot('reverted');
});

step('without its hub it says so, and shows what it saw last', async () => {
  await hub.stop();
  await window.run('PromptHub: Refresh');
  await graph.locator('#notice', { hasText: 'As last seen' }).waitFor();
  await row('Allow an emoji').waitFor();
  await desk.shot('away');
});

/** Waits until a line says this before or behind its text: what is written there is none of the text. */
async function says(line: string, side: 'before' | 'after', words: string): Promise<void> {
  const script = `[...document.querySelectorAll('.part.editor .view-line')]
    .filter((line) => line.textContent.replaceAll('\\u00a0', ' ').includes(${JSON.stringify(line)}))
    .flatMap((line) => [...line.querySelectorAll('span')].map((span) => getComputedStyle(span, '::${side}').content))
    .join(' ').replaceAll('\\u00a0', ' ')`;
  await until(
    async () => (await page.evaluate<string>(script)).includes(words),
    `“${words}” beside “${line}”`,
  );
}
