import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { HubClient, ProjectClient } from '@prompthub/client';
import type { Page } from 'playwright-core';
import { Desk } from './desk';
import { Editor } from './editor';
import { experimentSteps } from './experiment-steps';
import { change, PROJECT, publish, REPLY, TRIAGE } from './history-project';
import { hubTestSteps } from './hub-test-steps';
import { OwnHub } from './own-hub';
import { stepsOf } from './steps';
import { THEME_SETTINGS, wear } from './themes';
import type { Workbench } from './workbench';

/** What runs where: deployed, promoted, overtaken, rolled back, labelled, found, merged where two meant different things, and tried on users. */
const FILE = 'reply.prompt';
const editor = new Editor();
const { step, shots } = stepsOf('releases', editor);
const folder = path.join(editor.temporary, 'support');
const desk = new Desk(editor, { folder, shots, file: FILE, lastLine: '{{ticket}}|' });

let hub: OwnHub;
let page: Page;
let window: Workbench;
let owner: HubClient;
let project: ProjectClient;
let first: string;

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

step('nothing is deployed in a new project', async () => {
  await hub.welcome(page);
  owner = await hub.clientOf(page);
  await owner.organization('acme').createProject({ slug: 'support', name: 'Support' });
  project = owner.project(PROJECT);
  const files = { [FILE]: REPLY, 'triage.prompt': TRIAGE };
  first = await publish(project, 'main', 'Answer and sort tickets', files);
  await editor.open(folder);
  await window.openView('PromptHub');
  await window.status(PROJECT).waitFor();
  await hub.signIn(window, owner, ['read', 'write', 'execute']);
  await window.run('PromptHub: Pull');
  await told('Pulled');
  await window.openFile(FILE);
  await window.lens(/Run$/).waitFor();
  for (const name of ['development', 'staging', 'production']) await environment(name, 'nothing deployed');
});

step('a version is deployed, with the reason', async () => {
  await window.run('PromptHub: Deploy…');
  await window.pick('staging', 'Deploy to which environment?');
  await window.pick('Answer and sort tickets', 'Deploy to staging');
  await window.input('Try it with the team', `Deploy ${short(first)} to staging`);
  await told(`staging runs ${short(first)} now`);
  await environment('staging', `up to date · ${short(first)}`);
  expect(await running()).toEqual({ development: 'nothing', staging: first, production: 'nothing' });
  expect((await project.releases.deployments('staging')).items).toMatchObject([
    { kind: 'deployed', why: 'Try it with the team', to: first },
  ]);
});

step('and promoted, which a protected environment asks about once more', async () => {
  await window.run('PromptHub: Promote…');
  await window.pick('staging', 'Promote from which environment?');
  await window.input('The team likes it', 'Promote staging to production');
  await window.dialog.filter({ hasText: 'production is protected' }).waitFor();
  expect(await running()).toMatchObject({ production: 'nothing' });
  await window.answer('Promote');
  await told(`production runs ${short(first)} now`);
  await environment('production', `up to date · ${short(first)}`);
  expect(await running()).toMatchObject({ staging: first, production: first });
});

step('what is published next is missing there, and the lens above the prompt counts it', async () => {
  await desk.rewrite('Be warm and personal.', 'Be short and clear.');
  await window.ask('PromptHub: Publish…', 'Publish 1 file', 'Sharper tone');
  await told('Published');
  await window.lens(/production:\s1\sversion\sbehind/).waitFor();
  expect(await behind()).toEqual({ staging: 1, production: 1 });
});

step('also what somebody else publishes', async () => {
  await change(project, 'main', 'Answer cooler', ['temperature: 0.7', 'temperature: 0.2']);
  await window.lens(/production:\s2\sversions\sbehind/).waitFor();
  await environment('production', `2 versions behind · ${short(first)}`);
  expect(await behind()).toEqual({ staging: 2, production: 2 });
  await bothThemes('environments');
});

step('from its row an environment gets the newest, and the lens goes', async () => {
  const newest = await head();
  await window.rowAction(window.treeItem('production'), 'Deploy');
  await window.pick('Answer cooler', 'Deploy to production');
  await window.input('Sharper and cooler', `Deploy ${short(newest)} to production`);
  await window.answer('Deploy');
  await told(`production runs ${short(newest)} now`);
  await window.lens(/production/).waitFor({ state: 'detached' });
  expect(await behind()).toEqual({ staging: 2, production: 0 });
});

step('rolled back, it runs what it ran before', async () => {
  await window.run('PromptHub: Roll Back…');
  await window.pick('production', 'Roll back which environment?');
  await window.input('Too cold', 'Roll back production');
  await window.answer('Roll Back');
  await told(`production runs ${short(first)} now`);
  await window.lens(/production:\s2\sversions\sbehind/).waitFor();
  expect(await running()).toMatchObject({ production: first });
  const { items } = await project.releases.deployments('production');
  expect(items.map(({ kind, why }) => `${kind}: ${why}`)).toEqual([
    'rolled-back: Too cold',
    'deployed: Sharper and cooler',
    'promoted: The team likes it',
  ]);
});

step('a version of the prompt gets a name', async () => {
  await window.run('PromptHub: Labels…');
  await window.pick('New label', 'Labels of reply');
  await window.input('stable', 'New label of reply');
  await window.pick('Sharper tone', 'Which version gets the label stable?');
  await window.input('What customers know', 'Move stable of reply to');
  await told('stable of reply is at');
  const [, sharper] = (await project.history({})).items;
  expect((await project.releases.labels()).items).toMatchObject([
    { label: 'stable', path: FILE, commit: sharper?.id, why: 'What customers know' },
  ]);
});

step('a prompt is found while its words are typed, and opens', async () => {
  const words = 'team';
  await window.run('PromptHub: Find Prompt on the Hub…');
  await desk.row('reply').waitFor();
  await page.keyboard.type(words);
  await desk.row('reply').waitFor({ state: 'detached' });
  await desk.row('triage').waitFor();
  await desk.shot('found');
  await page.keyboard.press('Enter');
  await desk.active('triage.prompt');
  expect((await project.prompts({ q: words })).items.map(({ path }) => path)).toEqual(['triage.prompt']);
});

step('where a branch says something else, both sides are seen in the merge editor', async () => {
  await project.createBranch({ name: 'friendlier', from: first });
  const warm = ['Be warm and personal.', 'Be warm, and use the first name.'] as const;
  await change(project, 'friendlier', 'Use the first name', [...warm]);
  const triage = TRIAGE.replace('Which team', 'Billing or support: which team');
  await publish(project, 'friendlier', 'Sort into two teams', { 'triage.prompt': triage });
  await window.run('PromptHub: Merge Branch…');
  await window.pick('friendlier', 'Merge which branch into main?');
  await side('main')
    .filter({ hasText: spaced('Be short and clear.') })
    .waitFor();
  await side('friendlier')
    .filter({ hasText: spaced(warm[1]) })
    .waitFor();
  await bothThemes('merge-editor');
  expect((await project.history({ limit: 1 })).items[0]?.message).toBe('Answer cooler');
});

step('what is settled there is committed, with all that did not conflict', async () => {
  const parents = [await head(), await head('friendlier')];
  await side('friendlier').getByRole('button', { name: 'Accept friendlier', exact: true }).click();
  await window.run('Merge Editor: Complete Merge');
  await window.run('Notifications: Show Notifications');
  await page.locator('.notifications-center .monaco-button', { hasText: 'Finish Merge' }).click();
  await window.toast('Merged friendlier into main; 2 files changed').waitFor();
  const { items } = await project.history({ limit: 1 });
  expect(items).toMatchObject([{ message: 'Merge friendlier into main', parents }]);
  const { content } = await project.file(FILE, { ref: 'main' });
  const settled = REPLY.replace('temperature: 0.7', 'temperature: 0.2');
  expect(content).toBe(settled.replace('Be warm and personal.', 'Be warm, and use the first name.'));
  expect((await project.file('triage.prompt', { ref: 'main' })).content).toContain('Billing or support');
});

step('and pulled from there', async () => {
  await window.toast('Merged').locator('.monaco-button', { hasText: 'Pull' }).click();
  await desk.onDisk(FILE, 'Be warm, and use the first name.');
  await desk.onDisk('triage.prompt', 'Billing or support');
});

experimentSteps(step, () => ({ desk, window, project }));
hubTestSteps(step, () => ({ desk, window, project }));

step('an editor is told why the buttons of an experiment in a protected environment are off', async () => {
  const invited = await owner.organization('acme').invite({ email: 'grace@example.com', role: 'editor' });
  const token = new URL(invited.url).searchParams.get('token') ?? '';
  const password = 'a compiler of 1952';
  const { access_token } = await owner.acceptInvitation({ token, name: 'Grace Hopper', password });
  await window.run('PromptHub: Sign Out');
  await hub.signIn(window, hub.clientWith(access_token));
  await window.run('PromptHub: Focus on Experiments View');
  await window.clickRow(window.treeItem('Warmer'), () => window.hasWebview('#refusal'));
  const experiment = await window.webview('#refusal');
  await experiment
    .locator('#refusal', { hasText: 'production is protected: only owners and admins' })
    .waitFor();
  expect(await experiment.locator('#steps button:not([aria-disabled])').count()).toBe(0);
  await experiment.locator('#steps button').first().press('Enter');
  expect((await project.experiments.list({ state: 'running' })).items).toHaveLength(1);
});

/** What a message said is read, and makes room. */
async function told(text: string): Promise<void> {
  await window.toast(text).waitFor();
  await window.run('Notifications: Clear All Notifications');
}

async function environment(name: string, says: string): Promise<void> {
  await window
    .treeItem(name)
    .filter({ hasText: spaced(says) })
    .waitFor();
}

/** The commits that the hub says run, by the name of the environment. */
async function running(): Promise<Record<string, string>> {
  const all = await project.releases.environments();
  return Object.fromEntries(all.map(({ name, project }) => [name, project?.commit ?? 'nothing']));
}

/** How many versions of the prompt the hub says are missing, where anything runs. */
async function behind(): Promise<Record<string, number | undefined>> {
  const all = await project.releases.environments({ path: FILE });
  return Object.fromEntries(
    all.flatMap(({ name, project }) => (project ? [[name, project.behind] as const] : [])),
  );
}

async function head(ref = 'main'): Promise<string> {
  const { items } = await project.history({ ref, limit: 1 });
  return items[0]?.id ?? 'nothing';
}

/** The pane of the merge editor that shows what this branch has. */
function side(branch: string) {
  const title = page.locator('.header .title', { hasText: branch });
  return page.locator('.merge-editor .code-view.input', { has: title });
}

function short(id: string): string {
  return id.slice(0, 7);
}

/** The editor draws spaces as no-break spaces. */
function spaced(text: string): RegExp {
  return new RegExp(text.replaceAll('.', '\\.').replaceAll(' ', '\\s'));
}

async function bothThemes(name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await wear(page, theme);
    await desk.shot(`${name}-${theme}`);
  }
}
