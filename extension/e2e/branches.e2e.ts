import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ProjectClient } from '@prompthub/client';
import type { Locator, Page } from 'playwright-core';
import { Desk } from './desk';
import { Editor } from './editor';
import { OwnHub } from './own-hub';
import { stepsOf } from './steps';
import { THEME_SETTINGS, wear } from './themes';
import { until, type Workbench } from './workbench';

/** A day with Source Control: changes, the message box, branches, and a hub that goes away and comes back. Git is there, too. */
const FILE = 'reply.prompt';
const TEXT = `---
model: echo/echo
input:
  schema:
    ticket: string
---
You answer customers.
Be warm.
{{ticket}}
`;
const PROJECT = 'acme/desk';
const editor = new Editor();
const { step, shots } = stepsOf('branches', editor);
const folder = path.join(editor.temporary, 'desk');
const desk = new Desk(editor, { folder, shots, file: FILE, lastLine: '{{ticket}}|' });

let hub: OwnHub;
let page: Page;
let window: Workbench;
let project: ProjectClient;

beforeAll(async () => {
  mkdirSync(folder);
  hub = await OwnHub.start(path.join(editor.temporary, 'hub'));
  writeFileSync(path.join(folder, 'prompthub.yaml'), `hub: ${hub.url}\nproject: ${PROJECT}\n`);
  writeFileSync(path.join(folder, '.gitignore'), '.prompthub/\n');
  writeFileSync(path.join(folder, FILE), TEXT);
  git('init', '--initial-branch=trunk');
  git('add', '.');
  git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '--message=First');
  await editor.start({ settings: { ...THEME_SETTINGS, 'git.enabled': true } });
  ({ page, window } = editor);
});

afterAll(async () => {
  await hub?.stop();
  await editor.stop();
});

step('a folder with prompts, which Git knows as well', async () => {
  await hub.welcome(page);
  const owner = await hub.clientOf(page);
  await owner.organization('acme').createProject({ slug: 'desk', name: 'Desk' });
  project = owner.project(PROJECT);
  const changes = [{ path: FILE, content: TEXT }];
  await project.createCommit({ parent: null, message: 'Answer tickets', changes });
  const { token } = await owner.createPersonalToken({ name: 'editor', scopes: ['read', 'write'] });
  await editor.open(folder);
  await window.openFile(FILE);
  // What comes up late takes the focus, and boxes that are open then close.
  await window.lens(/Run$/).waitFor();
  await window.status('trunk').waitFor();
  await window.run('PromptHub: Sign In with a Token…');
  await window.input(token, 'Personal token');
  await window.toast('Signed in').waitFor();
  await onBranch('main');
  await window.run('Notifications: Clear All Notifications');
});

step('a change stands in Source Control, in the gutter and in the status bar', async () => {
  await edit('Be warm.', 'Be warm and short.');
  await window.openView('Source Control');
  await row(FILE, 'Changed here since').waitFor();
  await box('to publish to “main”').waitFor();
  await window.editor.locator('.dirty-diff-glyph').first().waitFor();
  await onBranch('main*');
  await bothThemes('change');
});

step('a click shows what changed', async () => {
  const diff = page.locator('.tab.active', { hasText: 'published ↔ working copy' });
  await window.clickRow(row(FILE, 'Changed here since'), () => diff.isVisible());
  await window.run('View: Close Editor');
});

step('discarding asks, and is undone', async () => {
  await window.rowAction(row(FILE, 'Changed here since'), 'Discard Changes');
  await window.dialog.filter({ hasText: 'Discard what was changed in reply.prompt?' }).waitFor();
  await desk.shot('discard');
  await window.answer('Discard');
  await desk.onDisk(FILE, 'Be warm.\n');
  await window.toast('Discarded').locator('.monaco-button', { hasText: 'Undo' }).click();
  await desk.onDisk(FILE, 'Be warm and short.');
});

step('what is typed in the box is published with Ctrl+Enter', async () => {
  await say('to publish to “main”', 'Shorter answers');
  await window.toast('Published reply.prompt to acme/desk').waitFor();
  await row(FILE, 'Changed here since').waitFor({ state: 'detached' });
  await onBranch('main');
  expect((await project.history({ limit: 1 })).items[0]?.message).toBe('Shorter answers');
});

step('a new branch begins here', async () => {
  await window.run('Notifications: Clear All Notifications');
  await branchItem('main').click();
  await titled('Switch to which branch?');
  await desk.shot('switch-dark');
  await window.pick('New branch');
  await window.input('even-shorter', 'New branch');
  await titled('Where does it begin?');
  await window.pick('main');
  await window.toast('Made the branch even-shorter').waitFor();
  await onBranch('even-shorter');
});

step('what is published there is there alone', async () => {
  await edit('Be warm and short.', 'Be short.');
  await say('to publish to “even-shorter”', 'Without warmth');
  await window.toast('Published reply.prompt').waitFor();
  const text = async (ref: string) => (await project.file(FILE, { ref })).content;
  expect([await text('main'), await text('even-shorter')]).toEqual([
    expect.stringContaining('Be warm and short.'),
    expect.stringContaining('\nBe short.'),
  ]);
});

step('the files follow when the branch is switched', async () => {
  await branchItem('even-shorter').click();
  await titled('Switch to which branch?');
  await window.pick('main');
  await onBranch('main');
  await desk.onDisk(FILE, 'Be warm and short.');
});

step('while the hub is away a commit waits, also when the window is opened anew', async () => {
  await hub.stop();
  await window.run('Notifications: Clear All Notifications');
  await edit('Be warm and short.', 'Be warm, short and clear.');
  await window.run('PromptHub: Refresh');
  await say('sent when the hub is back', 'Clear answers');
  await window.toast('the hub is away').waitFor();
  await row('Clear answers', '1 file').waitFor();
  await onBranch('main 1↑');
  await bothThemes('away');
  await page.reload();
  await window.ready();
  await row('Clear answers', '1 file').waitFor({ timeout: 60_000 });
  await onBranch('main 1↑');
});

step('and goes out when it is back', async () => {
  await hub.startAgain();
  await window.toast('Sent one commit').waitFor({ timeout: 180_000 });
  await row('Clear answers', '1 file').waitFor({ state: 'detached' });
  await onBranch('main');
  expect((await project.history({ limit: 1 })).items[0]?.message).toBe('Clear answers');
});

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
}

/** Replaces a text of the prompt, as it is saved, and saves. */
async function edit(from: string, to: string): Promise<void> {
  await desk.at(FILE, `${from}|`);
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.insertText(to);
  await page.keyboard.press('Control+S');
  await desk.onDisk(FILE, to);
}

/** A row of our part of the view; Git's part shows the same file. */
function row(name: string, tooltip: string): Locator {
  return page.locator(`.scm-view .monaco-list-row[aria-label*="${tooltip}"]`, { hasText: name }).first();
}

/** The message box, by what stands in it while it is empty. */
function box(hint: string): Locator {
  return page.locator('.scm-view .scm-editor', { hasText: new RegExp(hint.replaceAll(' ', '\\s')) }).first();
}

async function say(hint: string, message: string): Promise<void> {
  await window.openView('Source Control');
  await box(hint).click();
  await page.keyboard.type(message);
  await page.keyboard.press('Control+Enter');
}

function branchItem(text: string): Locator {
  return page.locator('.part.statusbar [id="prompthub.prompthub.prompthub.branch"]', { hasText: text });
}

async function onBranch(text: string): Promise<void> {
  const exactly = async () => (await branchItem('').textContent())?.replaceAll('\u00a0', ' ').trim() === text;
  await until(exactly, `the status bar to say ${text}`);
}

async function titled(title: string): Promise<void> {
  await page.locator('.quick-input-widget:visible .quick-input-title', { hasText: title }).waitFor();
}

async function bothThemes(name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await wear(page, theme);
    await desk.shot(`${name}-${theme}`);
  }
}
