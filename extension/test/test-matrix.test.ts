import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MatrixRun } from '../src/matrix/matrix-run';
import { answerRoutes } from './support/answer-routes';
import { eventually, open, theApp, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const PROMPT = `---
model: echo/echo
prompthub.tests:
  - description: greets
    vars: { name: Ada }
    assert: [{ type: contains, value: Dear }]
  - description: greets others
    vars: { name: Bo }
    assert: [{ type: contains, value: Dear }]
---
Dear {{name}}`;
const uri = () => workspaceUri('prompts', 'judged.prompt');
const run = (...models: string[]) =>
  vscode.commands.executeCommand<MatrixRun | undefined>('prompthub.testMatrix', {
    title: 'judged.prompt',
    prompts: [{ uri: uri().toString() }],
    columns: models.map((model) => ({ label: model, model })),
  });
const setting = (name: string, value: unknown) =>
  vscode.workspace.getConfiguration('prompthub').update(name, value, vscode.ConfigurationTarget.Global);

describe('the test matrix', () => {
  let person: Person;

  beforeEach(async () => {
    person = new Person();
    await vscode.workspace.fs.writeFile(uri(), new TextEncoder().encode(PROMPT));
  });
  afterEach(async () => {
    person.leave();
    await setting('test.askAboveCalls', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri());
  });

  it('has a row for each test and a column for each model, and one failure leaves the others be', async () => {
    const ended = await run('echo/echo', 'vscode/refuse');
    assert.equal(ended?.state, 'ended', ended?.problem);
    assert.deepEqual(
      ended.cells().map(([row, column, { status }]) => [row, column, status]),
      [
        [0, 0, 'passed'],
        [0, 1, 'errored'],
        [1, 0, 'passed'],
        [1, 1, 'errored'],
      ],
    );
    assert.equal(ended.result?.report.totals.passed, 2);
    assert.ok(
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === 'Test Matrix')),
    );
  });

  it('is stopped, and keeps what had ended', async () => {
    const { matrix } = await theApp();
    const running = run('echo/echo', 'vscode/slow');
    await eventually(() => matrix.current?.ended === 2);
    await matrix.receive({ type: 'stop' });
    const stopped = await running;
    assert.equal(stopped?.state, 'stopped', stopped?.problem);
    assert.deepEqual(
      stopped.cells().flatMap(([, column, { status }]) => (column === 0 ? [status] : [])),
      ['passed', 'passed'],
    );
  });

  it('asks before it asks models often, and does nothing without an answer', async () => {
    await setting('test.askAboveCalls', 3);
    assert.equal(await run('vscode/mirror', 'echo/echo'), undefined);
    assert.match(
      person.heard,
      /^Run 4 tests on 2 models: about \$0; the price of vscode\/mirror is not known\?/,
    );
    person.will('showWarningMessage', 'Run');
    assert.equal((await run('vscode/mirror', 'echo/echo'))?.state, 'ended');
    assert.equal(person.shown.length, 2);
    assert.equal((await run('echo/echo', 'echo/echo'))?.state, 'ended');
    assert.equal(person.shown.length, 2, 'what costs nothing is not asked about');
  });

  it('compares the text here with what an environment runs, in words', async () => {
    const hub = await new TestHub().start();
    const commit = hub.commit([{ path: 'judged.prompt', content: PROMPT }], 'First').id;
    hub.releases.answer({
      ...{ method: 'POST', route: 'environments/production/deployments', query: () => '' },
      body: { ref: commit, why: 'Test', expected: null },
    });
    const partials = { sign: { path: '_sign.prompt', blob: 'b'.repeat(40), content: 'Bye {{name}}' } };
    answerRoutes(hub, ['prompt'], ({ query }) => ({
      status: 200,
      value: {
        ...{ path: query.get('path'), blob: 'a'.repeat(40), commit, environment: query.get('environment') },
        ...{ content: '---\nmodel: echo/echo\n---\n{{> sign}}', partials },
      },
    }));
    try {
      await linkTo(hub);
      await open('prompts', 'judged.prompt');
      person.will('showQuickPick', (items: { label: string }[]) =>
        items.find(({ label }) => /production/.test(label)),
      );
      const compared = await vscode.commands.executeCommand<MatrixRun | undefined>(
        'prompthub.testAgainstDeployed',
        uri(),
      );
      assert.equal(compared?.state, 'ended', `${compared?.problem} ${person.heard}`);
      assert.deepEqual(
        compared.cells().map(([, column, { status, output }]) => [column, status, output]),
        [
          [0, 'failed', 'Bye Ada'],
          [1, 'passed', 'Dear Ada'],
          [0, 'failed', 'Bye Bo'],
          [1, 'passed', 'Dear Bo'],
        ],
      );
      assert.match(
        compared.result?.comparison?.join(' ') ?? '',
        /The text here passes 2 of 2 cases.*not shown/,
      );
    } finally {
      await unlink(hub);
      hub.stop();
    }
  });
});
