import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SpendingPage } from '../src/spending/spending-page';
import type { SpendingNotice } from '../src/spending/spending-panel';
import { eventually, theApp } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';
import { TestSpending } from './support/test-spending';

const SECRET = 'sk-nobody-may-see-this-Zx9Q';

describe('the page about money and keys', () => {
  let hub: TestHub;
  let spending: TestSpending;
  let person: Person;
  let shown: (SpendingPage | SpendingNotice)[];
  let subscription: vscode.Disposable;

  beforeEach(async () => {
    person = new Person();
    hub = await new TestHub().start();
    spending = new TestSpending(hub);
    await linkTo(hub);
    shown = [];
    subscription = (await theApp()).spending.onDidPresent((page) => shown.push(page));
  });
  afterEach(async () => {
    subscription.dispose();
    await unlink(hub);
    hub.stop();
    person.leave();
  });

  const choose = (label: RegExp) => (items: { label: string }[]) =>
    items.find((one) => label.test(one.label));
  const page = (): SpendingPage | undefined => {
    const last = shown.at(-1);
    return last && 'budgets' in last ? last : undefined;
  };
  const opened = async () => {
    await vscode.commands.executeCommand('prompthub.showSpending');
    return eventually(page);
  };
  const click = async (type: string, value?: string) => (await theApp()).spending.receive({ type, value });

  it('is empty at first, and a budget is made, changed and removed there', async () => {
    assert.match((await opened()).budgets.note ?? '', /nothing limits what may be spent/);
    person
      .will('showQuickPick', choose(/This project/), choose(/A day/), choose(/Soft/))
      .will('showInputBox', ' 2.50 ');
    await click('newBudget');
    const [row] = page()?.budgets.rows ?? [];
    assert.equal(row?.rule, '$2.50 a day · soft: only warns', person.heard);
    assert.deepEqual(spending.budgets[0]?.for, { scope: 'project', project: 'desk' });
    person.will('showInputBox', '4').will('showQuickPick', choose(/Hard/));
    await click('changeBudget', row.id);
    assert.deepEqual([spending.budgets[0]?.limitUsd, spending.budgets[0]?.hard], [4, true]);
    await click('removeBudget', row.id);
    assert.equal(spending.budgets.length, 1, 'nothing is removed without an answer');
    person.will('showWarningMessage', 'Remove');
    await click('removeBudget', row.id);
    assert.deepEqual([spending.budgets, page()?.budgets.rows], [[], []]);
  });

  it('a question that is left changes nothing', async () => {
    await opened();
    person.will('showQuickPick', choose(/This project/), choose(/A day/)).will('showInputBox', undefined);
    await click('newBudget');
    person.will('showQuickPick', choose(/Each member/));
    await click('newRateLimit');
    assert.deepEqual([spending.budgets, spending.limits], [[], []]);
  });

  it('a rate limit is made, changed and removed', async () => {
    await opened();
    person
      .will('showQuickPick', choose(/Each personal token/), choose(/tokens a minute/))
      .will('showInputBox', '5000', '6000')
      .will('showWarningMessage', 'Remove');
    await click('newRateLimit');
    const [row] = page()?.limits.rows ?? [];
    assert.equal(row?.most, 'at most 5,000 tokens a minute', person.heard);
    await click('changeRateLimit', row.id);
    assert.equal(spending.limits[0]?.limit, 6000);
    await click('removeRateLimit', row.id);
    assert.deepEqual(spending.limits, []);
  });

  it('a key goes from the password box to the hub, and is nowhere on the page', async () => {
    await opened();
    person
      .will('showQuickPick', choose(/Project desk/), (items: string[]) => items.at(-1))
      .will('showInputBox', 'my-ai', 'https://ai.example/v1', ` ${SECRET} `);
    await click('newHubKey');
    assert.equal(spending.keys[0]?.secret, SECRET, person.heard);
    const boxes = person.shown.filter(({ dialog }) => dialog === 'showInputBox');
    assert.equal((boxes.at(-1)?.args[0] as vscode.InputBoxOptions).password, true);
    const [row] = page()?.keys.rows ?? [];
    assert.match(row?.details ?? '', /^ends in Zx9Q · https:\/\/ai\.example\/v1 · /);
    assert.ok(!JSON.stringify(shown).includes(SECRET));
    assert.ok(!person.heard.includes(SECRET));
    person.will('showInputBox', `${SECRET}2`).will('showWarningMessage', 'Remove');
    await click('replaceHubKey', row?.id);
    assert.deepEqual(
      [spending.keys[0]?.secret, spending.keys[0]?.baseUrl],
      [`${SECRET}2`, 'https://ai.example/v1'],
    );
    await click('removeHubKey', row?.id);
    assert.deepEqual(spending.keys, []);
  });

  it('keys of this editor stand apart, and are removed after a question', async () => {
    const place = { provider: 'openai', host: 'spending.example' };
    const { keys } = await theApp();
    await keys.set(place, SECRET);
    const { personal } = await opened();
    const row = personal.rows.find(({ details }) => details.includes(place.host));
    assert.equal(row?.of, 'in this editor');
    assert.ok(!JSON.stringify(shown).includes(SECRET));
    person.will('showWarningMessage', 'Remove');
    await click('removePersonalKey', row.id);
    assert.equal(await keys.get(place), undefined);
  });

  it('a viewer sees what may be spent, not the keys, and may change nothing', async () => {
    spending.role = 'viewer';
    const { mayChange, role, keys } = await opened();
    assert.deepEqual([mayChange, role], [false, 'viewer: may look, not change']);
    assert.match(keys.note ?? '', /^Your role does not allow this/);
  });

  it('what the hub refuses is said in words, and what somebody else took away is told as gone', async () => {
    await opened();
    spending.refusal = { status: 403, code: 'forbidden', detail: 'Ask an owner.' };
    person
      .will('showQuickPick', choose(/This project/), choose(/A day/), choose(/Hard/))
      .will('showInputBox', '1');
    await click('newBudget');
    assert.match(person.heard, /No budget was made\. Your role does not allow this\. Ask an owner\./);
    spending.limits = [{ ...LIMIT }];
    await click('refresh');
    spending.refusal = { status: 404, code: 'not-found', detail: 'There is no such rate limit.' };
    person.will('showInputBox', '7');
    await click('changeRateLimit', LIMIT.id);
    assert.match(person.heard, /The rate limit is as it was\. It is not there any more/);
  });

  it('without a session it says what to do', async () => {
    await opened();
    await (await theApp()).accounts.signOut(hub.url);
    await vscode.commands.executeCommand('prompthub.refresh');
    const notice = await eventually(() => {
      const last = shown.at(-1);
      return last && 'text' in last ? last : undefined;
    });
    assert.match(notice.text, /^Sign in to /);
    assert.equal(notice.actions[0]?.command, 'prompthub.signIn');
    await linkTo(hub);
  });
});

const LIMIT = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  ...{ for: { scope: 'organization' as const }, measure: 'requests-per-minute' as const },
  ...{ limit: 5, createdAt: '2026-11-01T00:00:00.000Z' },
};
