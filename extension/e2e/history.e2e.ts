import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { Desk } from './desk';
import { Editor } from './editor';
import { makeHistory, PROJECT } from './history-project';
import { OwnHub } from './own-hub';
import { stepsOf } from './steps';
import { THEME_SETTINGS, wear } from './themes';
import type { Workbench } from './workbench';

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
  const scopes = ['read', 'write'] as const;
  const { token } = await owner.createPersonalToken({ name: 'editor', scopes: [...scopes] });
  await editor.open(folder);
  await window.openView('PromptHub');
  await window.run('PromptHub: Sign In with a Token…');
  await window.input(token, 'Personal token');
  await window.toast('Signed in').waitFor();
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
  await desk.shot('graph-dark');
});

step('all branches', async () => {
  await window.run('PromptHub: Show History of Branch…');
  await window.pick('All branches');
  await row('Allow an emoji').waitFor();
  await wear(page, 'light');
  await desk.shot('graph-light');
  await wear(page, 'dark');
});
