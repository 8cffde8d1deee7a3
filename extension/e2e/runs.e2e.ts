import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { answerRoutes } from '../test/support/answer-routes';
import { PERSONAL_TOKEN, TestHub } from '../test/support/test-hub';
import { DictatedModel } from './dictated-model';
import { Editor } from './editor';
import { stepsOf } from './steps';
import { THEME_SETTINGS, themeNames, wear } from './themes';
import { until, type Workbench } from './workbench';

/** Running: several models side by side, stopping, what was run before here and on the hub, and what it cost. */
const PROMPT = `---
model: openai/gpt-5-mini
input:
  schema:
    name: string
prompthub.tests:
  - description: greets Ada
    vars: { name: Ada }
---
Greet {{name}}.
`;
const [FIRST, SECOND] = ['openai/gpt-5-mini', 'other/two'] as const;
const ANSWERS = [
  'Dear Ada,\nwelcome to the desk. How can we help?',
  'Dear Ada,\nwelcome aboard! How can we help you?',
] as const;
const editor = new Editor();
const { step, shots } = stepsOf('runs', editor);
const folder = path.join(editor.temporary, 'desk');
const [first, second] = [new DictatedModel(), new DictatedModel()];
const hub = new TestHub();
const record = {
  ...{ id: randomUUID(), path: 'hello.prompt', commit: 'c'.repeat(40), model: 'anthropic/claude-sonnet-5-5' },
  ...{ status: 'succeeded', cached: false, user: { id: randomUUID(), name: 'Ben' }, inputTokens: 30 },
  ...{ outputTokens: 12, costUsd: 0.0123, latencyMs: 900, retries: 1, startedAt: '2026-01-05T10:00:00Z' },
};
const attempt = { model: record.model, latencyMs: 450, waitMs: 0 };
const detail = {
  ...record,
  attempts: [
    { ...attempt, errorCode: 'rate-limited' },
    { ...attempt, waitMs: 300 },
  ],
  contents: { vars: { name: 'Ada' }, text: 'Hello Ada,\nwelcome to the desk.' },
};

let page: Page;
let window: Workbench;
let answers: FrameLocator;

beforeAll(async () => {
  mkdirSync(folder);
  await hub.start();
  answerRoutes(hub, ['executions', `executions/${record.id}`], ({ route, query }) => ({
    status: 200,
    value: route === 'executions' ? { items: query.get('status') === 'failed' ? [] : [record] } : detail,
  }));
  const urls = [await first.start(), await second.start()];
  writeFileSync(path.join(folder, 'hello.prompt'), PROMPT);
  writeFileSync(
    path.join(folder, 'prompthub.yaml'),
    `hub: ${hub.url}\nproject: acme/desk\nendpoints:\n  openai: { kind: openai-compatible, baseUrl: '${urls[0]}' }\n  other: { kind: openai-compatible, baseUrl: '${urls[1]}' }\n`,
  );
  await editor.start({ settings: { ...THEME_SETTINGS, 'prompthub.codeLens.environments': false } });
  ({ page, window } = editor);
});

afterAll(async () => {
  await editor.stop();
  first.stop();
  second.stop();
  hub.stop();
});

step('two models answer side by side', async () => {
  await editor.open(folder);
  await window.openFile('hello.prompt');
  await window.lens(/Run$/).waitFor({ timeout: 60_000 });
  await window.run('PromptHub: Sign In with a Token…');
  await window.input(PERSONAL_TOKEN, 'Personal token');
  await window.toast('Signed in').waitFor();
  await window.run('Notifications: Clear All Notifications');
  await window.run('PromptHub: Run on Several Models…');
  await window.mark([SECOND], 'Run on which models?');
  await window.answer('Allow This Address');
  await until(() => Promise.resolve(first.asked || second.asked), 'a request');
  await window.answer('Allow This Address');
  await until(() => Promise.resolve(first.asked && second.asked), 'both requests');
  answers = await window.webview('#columns');
  first.say(ANSWERS[0].slice(0, 24));
  second.say(ANSWERS[1].slice(0, 20));
  await column(FIRST).locator('.answer', { hasText: 'welcome to' }).waitFor();
  await column(SECOND).locator('.answer', { hasText: 'welcome' }).waitFor();
  await window.status('Stop 2 Runs').waitFor();
  await page.screenshot({ path: path.join(shots, 'streaming.png') });
  first.say(ANSWERS[0].slice(24));
  first.end({ prompt_tokens: 1200, completion_tokens: 300 });
  await column(FIRST).locator('.badge', { hasText: 'Succeeded' }).waitFor();
  second.say(ANSWERS[1].slice(20));
  second.end({ prompt_tokens: 1100, completion_tokens: 20 });
  await column(SECOND).locator('.badge', { hasText: 'Succeeded' }).waitFor();
  await column(FIRST).locator('.chip', { hasText: 'fastest' }).waitFor();
});

step('any two answers are compared, in the page and in the diff editor', async () => {
  await answers.locator('#base').selectOption({ label: FIRST });
  await answers.locator('#other').selectOption({ label: SECOND });
  await answers.locator('del', { hasText: 'the desk' }).waitFor();
  await answers.locator('ins', { hasText: 'you' }).waitFor();
  await page.screenshot({ path: path.join(shots, 'words.png') });
  await answers.locator('#by').selectOption('lines');
  await answers.locator('del', { hasText: 'welcome to the desk. How can we help?' }).waitFor();
  await answers.locator('#diffEditor').click();
  await page.locator('.tab.active', { hasText: '↔' }).waitFor();
  await page.locator('.monaco-diff-editor .view-line', { hasText: 'welcome' }).first().waitFor();
  await page.screenshot({ path: path.join(shots, 'diff-editor.png') });
  await window.run('View: Close Editor');
});

step('the status bar says what was spent, and what has no price', async () => {
  const item = window.status(/^\s*\$[\d.]+ \+ \?/);
  await item.waitFor();
  await item.hover();
  await page.locator('.monaco-hover', { hasText: 'price not known' }).waitFor();
});

step('a column is stopped down to the socket, and Escape stops the rest', async () => {
  await answers.locator('#again').click();
  await until(() => Promise.resolve(first.asked && second.asked), 'both requests again');
  for (let block = 0; block < 100; block++) first.say(linesOf(block));
  await column(FIRST).locator('.answer', { hasText: 'line 5000 ' }).waitFor();
  // A page that lays out a book does not scroll: the rest is for the editor.
  await column(FIRST).getByText('more characters are shown in the editor alone').waitFor();
  await column(FIRST).getByRole('button', { name: 'Stop' }).click();
  await column(FIRST).locator('.badge', { hasText: 'Stopped' }).waitFor();
  await until(() => Promise.resolve(first.hungUp === 1), 'the first provider to see that nobody listens');
  expect(second.hungUp).toBe(0);
  second.say('still there');
  await column(SECOND).locator('.answer', { hasText: 'still there' }).waitFor();
  await column(SECOND).locator('.answer').focus();
  await page.keyboard.press('Escape');
  await column(SECOND).locator('.badge', { hasText: 'Stopped' }).waitFor();
  await until(() => Promise.resolve(second.hungUp === 1), 'the second provider to see that nobody listens');
});

step('the runs of the prompt are there after the window was loaded anew, with those of the hub', async () => {
  await page.reload();
  await window.ready();
  await window.openFile('hello.prompt');
  await window.openView('PromptHub');
  await window.run('PromptHub: Show Runs of This Prompt');
  await window.treeItem(/claude-sonnet-5-5.*hub, Ben/).waitFor();
  expect(await window.treeItem(/gpt-5-mini.*stopped/).count()).toBe(1);
  expect(await window.treeItem(/gpt-5-mini.*\$/).count()).toBe(1);
  expect(await window.treeItem('other/two').count()).toBe(2);
});

step('they are filtered', async () => {
  await window.run('PromptHub: Filter Runs…');
  await window.pick('Status…', 'Show which runs?');
  await window.pick('stopped', 'Runs that ended how?');
  await window.treeItem('claude-sonnet').waitFor({ state: 'detached' });
  expect(await window.treeItem(/stopped/).count()).toBe(2);
  await page.screenshot({ path: path.join(shots, 'filtered.png') });
  await window.run('PromptHub: Clear Filter of Runs');
  await window.treeItem('claude-sonnet').waitFor();
});

step('one is run again, with its values and its model', async () => {
  const asked = first.requests.length;
  await window.rowAction(window.treeItem(/gpt-5-mini.*\$/), 'Run Again');
  await until(() => Promise.resolve(first.requests.length > asked), 'the request');
  expect(first.requests.at(-1)).toContain('Greet Ada.');
  first.say(ANSWERS[0]);
  first.end({ prompt_tokens: 1200, completion_tokens: 300 });
  await (await window.webview('#answer')).locator('#state', { hasText: 'Succeeded' }).waitFor();
});

step('a record of the hub is compared with a run from here', async () => {
  // All rows are seen.
  await page.setViewportSize({ width: 1400, height: 1200 });
  await window.rowAction(window.treeItem('claude-sonnet'), 'Compare Answers');
  await window.pick(/gpt-5-mini/, 'Compare with which answer?');
  answers = await window.webview('#columns');
  await answers.locator('ins').first().waitFor();
  await answers.getByText('rate-limited in 450 ms').waitFor();
});

step('the page fits a narrow column, in every theme', async () => {
  await window.run('View: Toggle Primary Side Bar Visibility');
  for (const width of [1280, 760]) {
    await page.setViewportSize({ width, height: 900 });
    for (const name of themeNames) {
      await wear(page, name);
      expect(await overflow()).toBe(0);
      expect(await spilled()).toBe(0);
      await page.screenshot({ path: path.join(shots, `answers-${name}-${width}.png`) });
    }
  }
});

const column = (model: string) =>
  answers.locator('.column').filter({ has: page.locator(`h2:text-is("${model}")`) });

/** A hundred numbered lines. */
function linesOf(block: number): string {
  const numbers = Array.from({ length: 100 }, (_, index) => block * 100 + index);
  return numbers.map((number) => `line ${number} of an answer that goes on and on\n`).join('');
}

/** How much of the page lies to the right of what is seen. */
const overflow = () =>
  answers
    .locator('html')
    .evaluate((box: { scrollWidth: number; clientWidth: number }) => box.scrollWidth - box.clientWidth);

/** How many columns hold more than they have room for. */
const spilled = () =>
  answers
    .locator('.column')
    .evaluateAll(
      (all: { scrollHeight: number; clientHeight: number }[]) =>
        all.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1).length,
    );
