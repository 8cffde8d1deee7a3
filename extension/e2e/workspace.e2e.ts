import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ProjectClient } from '@prompthub/client';
import type { Page } from 'playwright-core';
import { Editor } from './editor';
import { OwnHub, OWNER } from './own-hub';
import { stepsOf } from './steps';
import type { Workbench } from './workbench';

/**
 * A folder becomes a project that two people work on: linking, inviting, keys, pulling, conflicts, running on the hub.
 * Hub and extension are those of this checkout.
 */
const PROMPT = `---
model: echo/echo
input:
  schema:
    name: string
---
Be short.
Say hello to {{name}}.
`;
const editor = new Editor();
const { step } = stepsOf('workspace', editor);
const folder = path.join(editor.temporary, 'desk');
const file = path.join(folder, 'hello.prompt');

let hub: OwnHub;
let page: Page;
let window: Workbench;
let guest: Page;
let grace: ProjectClient;

beforeAll(async () => {
  mkdirSync(folder);
  writeFileSync(file, PROMPT);
  hub = await OwnHub.start(path.join(editor.temporary, 'hub'));
  await editor.start();
  ({ page, window } = editor);
});

afterAll(async () => {
  await hub?.stop();
  await editor.stop();
});

step('a folder is linked to a new project', async () => {
  await hub.welcome(page);
  await editor.open(folder);
  await window.openView('PromptHub');
  await window.openFile('hello.prompt');
  await window.run('PromptHub: Link Folder to a Project…');
  const opened = page.context().waitForEvent('page');
  await window.input(hub.url, 'Address of the hub');
  const consent = await opened;
  await consent.getByLabel('E-mail address').fill(OWNER.email);
  await consent.getByLabel('Password').fill(OWNER.password);
  await consent.getByRole('button', { name: 'Sign in' }).click();
  await consent.getByRole('button', { name: 'Allow' }).click();
  await window.titled('Link to a project of which organization?');
  await window.comeBackFrom(consent);
  await choose('Link to a project of which organization?', 'Acme');
  await choose('Which project of acme?', 'Create a project');
  await window.input('Hello Desk', 'Name of the new project');
  await window.toast('Linked to acme/hello-desk').waitFor();
  expect(readFileSync(path.join(folder, 'prompthub.yaml'), 'utf8')).toContain('project: acme/hello-desk');
});

step('a new prompt is made where the person says', async () => {
  await window.run('PromptHub: New Prompt…');
  await page.locator('.quick-input-widget:visible', { hasText: 'In desk' }).waitFor();
  await window.input('greetings/morning', 'New prompt');
  await page.locator('.tab', { hasText: 'morning.prompt' }).waitFor();
  await window.lens(/Run$/).waitFor();
  await window.treeItem('morning.prompt').waitFor();
});

step('an invitation lies in the clipboard, and lets a colleague in', async () => {
  await window.run('PromptHub: Manage Members…');
  await choose('Members of acme', 'Invite');
  await window.input('grace@example.com', 'Invite to acme');
  await choose('Role of grace@example.com', 'publishes and runs');
  await window.toast('Copied the invitation link').waitFor();
  const invitation = await page.evaluate<string>('navigator.clipboard.readText()');
  await titled('Members of acme');
  await page.keyboard.press('Escape');
  guest = await editor.otherPage();
  await guest.goto(invitation);
  await guest.getByLabel('Your name').fill('Grace');
  await guest.getByLabel('Choose a password').fill('a compiler of 1952');
  await guest.getByRole('button', { name: 'Join' }).click();
  await guest.getByText('Hello Grace').waitFor();
  grace = (await hub.clientOf(guest)).project('acme/hello-desk');
});

step('a provider key is stored and removed, in the editor and on the hub', async () => {
  await window.run('PromptHub: Set Provider Key…');
  await choose('Key of which provider?', 'openai');
  await window.input('sk-test-0123456789', 'Key of openai for api.openai.com');
  await window.toast('Stored the openai key').waitFor();
  await window.run('PromptHub: Remove Provider Key…');
  await choose('Remove the key of which provider?', 'openai');
  await window.toast('Removed the openai key').waitFor();
  await window.run("PromptHub: Manage Hub's Provider Keys…");
  await choose('Provider keys on the hub', 'Add a key');
  await choose('New key on the hub', 'Organization acme');
  await choose('Key of which provider?', 'anthropic');
  await window.input('sk-ant-0123456789', 'Key of anthropic for');
  await choose('Provider keys on the hub', 'ends in');
  await choose('Key of anthropic of the', 'Remove the key');
  await window.answer('Remove');
  await titled('Provider keys on the hub');
  await page.keyboard.press('Escape');
});

step('a colleague’s change is pulled', async () => {
  await publish('Say hello', 'Publish 2 files');
  await colleagueWrites('Be short.', 'Be short and kind.');
  await window.run('PromptHub: Refresh');
  await window.treeItem('behind').waitFor();
  await window.run('PromptHub: Pull');
  await window.toast('Pulled hello.prompt').waitFor();
  expect(readFileSync(file, 'utf8')).toContain('Be short and kind.');
});

step('of two changes to one file the person keeps the own one', async () => {
  await colleagueWrites('Say hello', 'Say good day');
  await write('Be short and kind.', ' And wave.');
  await clear();
  await window.run('PromptHub: Publish…');
  await window.toast('changed on the hub too').waitFor();
  await window.run('PromptHub: Pull');
  await choose('was changed here and on the hub', 'Keep Mine');
  await window.toast('Kept hello.prompt').waitFor();
  expect(readFileSync(file, 'utf8')).toContain('And wave.');
  await publish('Waving', 'Publish 1 file');
  expect((await grace.file('hello.prompt')).content).toContain('And wave.');
});

step('it runs on the hub, with its keys, as it was published', async () => {
  await clear();
  await page.locator('.tab', { hasText: 'hello.prompt' }).first().click();
  await window.run('PromptHub: Run Prompt with Model…');
  await choose('Run with which model?', 'The prompt’s own model');
  const results = await window.webview('#answer');
  await results.locator('#state', { hasText: 'Succeeded' }).waitFor();
  await results.locator('#note', { hasText: /Version [0-9a-f]{7} on / }).waitFor();
  await results.locator('#answer', { hasText: 'And wave.' }).waitFor();
  await results.locator('#facts', { hasText: 'Tokens' }).waitFor();
});

async function titled(title: string): Promise<void> {
  await page.locator('.quick-input-widget:visible .quick-input-title', { hasText: title }).waitFor();
}

async function choose(title: string, row: string): Promise<void> {
  await titled(title);
  await window.pick(row);
}

async function clear(): Promise<void> {
  await window.run('Notifications: Clear All Notifications');
}

async function publish(message: string, title: string): Promise<void> {
  await clear();
  await window.ask('PromptHub: Publish…', title, message);
  await window
    .toast('Published')
    .filter({ hasText: /as [0-9a-f]{7}/ })
    .first()
    .waitFor();
}

/** Types at the end of a line of hello.prompt, and saves. */
async function write(line: string, text: string): Promise<void> {
  await page.locator('.tab', { hasText: 'hello.prompt' }).first().click();
  await window.line(line).click();
  await page.keyboard.press('End');
  await page.keyboard.insertText(text);
  await page.keyboard.press('Control+S');
  await page.locator('.tab.dirty').waitFor({ state: 'detached' });
}

async function colleagueWrites(from: string, to: string): Promise<void> {
  const [{ commit }, { content }] = await Promise.all([grace.files(), grace.file('hello.prompt')]);
  const changes = [{ path: 'hello.prompt', content: (content ?? '').replace(from, to) }];
  await grace.createCommit({ parent: commit ?? null, message: `${from} → ${to}`, changes });
}
