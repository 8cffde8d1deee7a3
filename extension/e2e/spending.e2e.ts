import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { HubClient } from '@prompthub/client';
import type { FrameLocator, Page } from 'playwright-core';
import { Editor } from './editor';
import { PROJECT, publish, REPLY } from './history-project';
import { OwnHub } from './own-hub';
import { PricedModel } from './priced-model';
import { stepsOf } from './steps';
import { THEME_SETTINGS, themeNames, wear } from './themes';
import { until, type Workbench } from './workbench';

/** Money and keys: a budget that refuses, is raised and lets go on; a project's own key; a rate limit; what a viewer sees. */
const editor = new Editor();
const { step, shots } = stepsOf('spending', editor);
const folder = path.join(editor.temporary, 'support');
const model = new PricedModel();

let hub: OwnHub;
let page: Page;
let window: Workbench;
let owner: HubClient;
let baseUrl: string;
let spending: FrameLocator;
let results: FrameLocator;

beforeAll(async () => {
  mkdirSync(folder);
  baseUrl = await model.start();
  const env = { PROMPTHUB_ALLOWED_PROVIDER_HOSTS: '127.0.0.1' };
  hub = await OwnHub.start(path.join(editor.temporary, 'hub'), env);
  writeFileSync(path.join(folder, 'prompthub.yaml'), `hub: ${hub.url}\nproject: ${PROJECT}\n`);
  await editor.start({ settings: THEME_SETTINGS });
  ({ page, window } = editor);
  page.setDefaultTimeout(15_000);
});

afterAll(async () => {
  await hub?.stop();
  await editor.stop();
  model.stop();
});

step('a new project has no budgets and no keys, and the page says what to do', async () => {
  await hub.welcome(page);
  owner = await hub.clientOf(page);
  await owner.organization('acme').createProject({ slug: 'support', name: 'Support' });
  const files = { 'reply.prompt': REPLY.replace('echo/echo', 'openai/gpt-5-mini') };
  await publish(owner.project(PROJECT), 'main', 'Answer tickets', files);
  await editor.open(folder);
  await window.openView('PromptHub');
  await window.status(PROJECT).waitFor();
  await hub.signIn(window, owner, ['read', 'write', 'execute', 'admin']);
  await window.run('PromptHub: Pull');
  await window.toast('Pulled').waitFor();
  await window.run('PromptHub: Show Spending and Keys');
  spending = await window.webview('#budgets-note');
  await spending.locator('#budgets-note', { hasText: 'nothing limits what may be spent' }).waitFor();
  await spending.locator('#keys-note', { hasText: 'The hub has no provider keys' }).waitFor();
});

step('a key of the organization is set, and never shown', async () => {
  await spending.getByRole('button', { name: 'Add Key…' }).click();
  await window.pick('Organization acme', 'New key on the hub');
  await window.pick('openai', 'Key of which provider?');
  await window.input('sk-of-the-organization', 'Key of openai for organization acme');
  await row('openai of organization acme').filter({ hasText: 'ends in tion' }).waitFor();
  expect(await spending.locator('body').innerHTML()).not.toContain('sk-of-the');
  // Where the model is asked, the story says: the editor takes the address of a known provider as known.
  await owner.organization('acme').setProviderKey('openai', { key: 'sk-of-the-organization', baseUrl });
});

step('a hard budget of a few cents is made', async () => {
  await spending.getByRole('button', { name: 'Add Budget…' }).click();
  await window.pick('The whole organization', 'New budget');
  await window.pick('A month', 'New budget');
  await window.input('0.035', 'Budget of the whole organization for a month');
  await window.pick('Hard', 'Budget');
  await row('The whole organization').filter({ hasText: '$0.035 a month' }).waitFor();
  await row('The whole organization').filter({ hasText: '0 % used' }).waitFor();
});

step('the hub runs the prompt while the budget lets it, and then says why it does not', async () => {
  await window.openFile('reply.prompt');
  await window.run('PromptHub: Run Prompt');
  results = await window.webview('#hub');
  await results.locator('#hub').click();
  await results.locator('#answer', { hasText: 'it is settled' }).waitFor();
  await results.locator('#again').click();
  await results.locator('#error-text', { hasText: /monthly budget/ }).waitFor();
  expect(await results.locator('#error-text').textContent()).toMatch(/\$0\.0\d+ of \$0\.035 left/);
  expect(model.keys).toEqual(['sk-of-the-organization']);
});

step('the budget is raised, and the next run goes', async () => {
  await showSpending();
  const budget = row('The whole organization');
  await budget.filter({ hasText: '$0.010 spent' }).waitFor();
  await budget.getByRole('button', { name: 'Change' }).click();
  await window.input('1', 'Budget of the whole organization for a month');
  await window.pick('Hard', 'Budget');
  await budget.filter({ hasText: '$1.00 a month' }).waitFor();
  expect(await runAgain()).toBe('sk-of-the-organization');
});

step('a key of the project comes before that of the organization', async () => {
  await owner.project(PROJECT).setProviderKey('openai', { key: 'sk-of-the-project', baseUrl });
  await showSpending();
  await row('openai of project support').filter({ hasText: 'Used for support' }).waitFor();
  await row('openai of organization acme').filter({ hasText: 'project support has its own' }).waitFor();
  expect(await runAgain()).toBe('sk-of-the-project');
});

step('a rate limit is made, and removed after a question', async () => {
  await showSpending();
  await spending.getByRole('button', { name: 'Add Rate Limit…' }).click();
  await window.pick('Each personal token', 'New rate limit');
  await window.pick('calls a minute', 'New rate limit');
  await window.input('60', 'each personal token: calls a minute');
  await row('Each personal token').filter({ hasText: 'at most 60 calls a minute' }).waitFor();
  await owner.organization('acme').createRateLimit({
    for: { scope: 'project', project: 'support' },
    measure: 'parallel-requests',
    limit: 4,
  });
  await spending.locator('#refresh').click();
  await row('Project support').filter({ hasText: 'at most 4 calls at the same time' }).waitFor();
  await row('Each personal token').getByRole('button', { name: 'Remove' }).click();
  await window.answer('Remove');
  await row('Each personal token').waitFor({ state: 'detached' });
});

step('the page is fit to be read in every theme, and narrow', async () => {
  const [organization, project] = [owner.organization('acme'), owner.project(PROJECT)];
  const ofProject = { scope: 'project', project: 'support' } as const;
  // Budgets count what their period has cost so far: three runs, and the one below.
  await organization.createBudget({ for: ofProject, period: 'day', limitUsd: 0.04, hard: false });
  const ofPrompt = { ...ofProject, scope: 'prompt', path: 'reply.prompt' } as const;
  await organization.createBudget({ for: ofPrompt, period: 'month', limitUsd: 0.048, hard: false });
  await organization.createBudget({ for: { scope: 'user' }, period: 'day', limitUsd: 0.16 });
  await project.execute({ path: 'reply.prompt', vars: { ticket: 'Hello' } });
  await window.run('Notifications: Clear All Notifications');
  await window.run('View: Close Editors in Other Groups');
  await window.run('View: Toggle Primary Side Bar Visibility');
  await showSpending();
  await spending.locator('.meter.near').first().waitFor();
  await spending.locator('.meter.gone').first().waitFor();
  await row('Each member').getByRole('button', { name: 'Who spent most' }).click();
  await row('Each member').locator('.spenders li', { hasText: '$0.041' }).waitFor();
  const size = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.setViewportSize({ width: 1040, height: 1060 });
  for (const name of themeNames) {
    await wear(page, name);
    await page.screenshot({ path: path.join(shots, `page-${name}.png`) });
  }
  await wear(page, 'light');
  await page.setViewportSize({ width: 560, height: 900 });
  await page.screenshot({ path: path.join(shots, 'page-narrow.png') });
  const over = (box: { scrollWidth: number; clientWidth: number }) => box.scrollWidth - box.clientWidth;
  expect(await spending.locator('html').evaluate(over)).toBeLessThanOrEqual(0);
  await page.setViewportSize(size);
});

step('a viewer sees what may be spent, and can change nothing', async () => {
  const invited = await owner.organization('acme').invite({ email: 'grace@example.com', role: 'viewer' });
  const token = new URL(invited.url).searchParams.get('token') ?? '';
  const password = 'a compiler of 1952';
  const { access_token } = await owner.acceptInvitation({ token, name: 'Grace Hopper', password });
  await window.run('PromptHub: Sign Out');
  await hub.signIn(window, hub.clientWith(access_token), ['read', 'write']);
  await showSpending();
  await spending.locator('#role', { hasText: 'viewer: may look, not change' }).waitFor();
  await row('The whole organization').waitFor();
  await spending.locator('#keys-note', { hasText: 'Your role does not allow this' }).waitFor();
  for (const name of ['Add Budget…', 'Add Key…', 'Add Rate Limit…', 'Change', 'Remove'])
    expect(await spending.getByRole('button', { name }).count()).toBe(0);
});

/** The key that the model was asked with. */
async function runAgain(): Promise<string | undefined> {
  const before = model.keys.length;
  await window.openFile('reply.prompt');
  await results.locator('#again').click();
  await until(() => Promise.resolve(model.keys.length > before), 'the model to be asked');
  await results.locator('#answer', { hasText: 'it is settled' }).waitFor();
  return model.keys.at(-1);
}

async function showSpending(): Promise<void> {
  await window.run('PromptHub: Show Spending and Keys');
  spending = await window.webview('#budgets');
  await spending.locator('#main').waitFor();
}

function row(title: string) {
  return spending.locator(`xpath=//main//li[h3[text()="${title}"] or div/h3[text()="${title}"]]`);
}
