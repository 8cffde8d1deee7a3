import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunRecord } from '../src/runs/run-record';
import { eventually, open, theApp, workspaceUri } from './support/app';
import { Person } from './support/stubs';

const uri = () => workspaceUri('prompts', 'editor-model.prompt').toString();
const ask = (...models: string[]) =>
  vscode.commands.executeCommand<RunRecord[]>('prompthub.runSideBySide', {
    requests: models.map((model) => ({ uri: uri(), model })),
  });
const setting = (name: string, value: unknown) =>
  vscode.workspace.getConfiguration('prompthub').update(name, value, vscode.ConfigurationTarget.Global);

describe('several models, and the runs that are kept', () => {
  let person: Person;

  beforeEach(() => (person = new Person()));
  afterEach(async () => {
    person.leave();
    await setting('runs.keep', undefined);
    await setting('run.concurrency', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('answer under one group, in the order of the models, and one failure leaves the others be', async () => {
    const records = await ask('vscode/mirror', 'vscode/refuse', 'echo/echo');
    assert.deepEqual(
      records.map(({ status }) => status),
      ['succeeded', 'failed', 'succeeded'],
    );
    assert.deepEqual([...new Set(records.map(({ groupId }) => groupId))].length, 1);
    assert.equal(records[2]?.model, 'echo/echo');
    await eventually(() =>
      vscode.window.tabGroups.all.some(({ tabs }) =>
        tabs.some(({ label }) => label === 'Answers Side by Side'),
      ),
    );
  });

  it('no more than the setting says run at once; all of them are stopped together', async () => {
    await setting('run.concurrency', 1);
    const { runner } = await theApp();
    const states: string[][] = [];
    const subscription = runner.onDidChange((change) => {
      if (change.type !== 'text') return;
      states.push(runner.runs.slice(0, 2).map(({ status }) => status));
      void vscode.commands.executeCommand('prompthub.stopAllRuns');
    });
    const records = await ask('vscode/slow', 'vscode/slow');
    subscription.dispose();
    assert.deepEqual(states[0], ['running', 'waiting']);
    assert.deepEqual(
      records.map(({ status, text }) => [status, text === '']),
      [
        ['cancelled', false],
        ['cancelled', true],
      ],
    );
    assert.equal(runner.running, 0);
  });

  it('are kept with their answers, without them, or not at all, as the person says', async () => {
    const { runLog } = await theApp();
    assert.ok(runLog);
    await runLog.forget();
    const keptNow = async () => (await runLog.runs(uri())).map(({ text }) => text !== '');
    await ask('echo/echo');
    assert.deepEqual(await keptNow(), [true]);
    await setting('runs.keep', 'figures');
    await ask('echo/echo');
    assert.deepEqual(await keptNow(), [false, true]);
    await setting('runs.keep', 'nothing');
    await ask('echo/echo');
    assert.deepEqual(await keptNow(), [false, true]);
  });

  it('are listed newest first, filtered, run again with the same model, and forgotten', async () => {
    const { runs, runner } = await theApp();
    await open('prompts', 'editor-model.prompt');
    runner.forget();
    await ask('vscode/mirror');
    await ask('vscode/refuse');
    runs.refresh();
    const models = async () =>
      (await runs.rows()).flatMap((row) => (row.kind === 'run' ? [row.run.model] : [])).slice(0, 2);
    assert.deepEqual(await models(), ['vscode/refuse', 'vscode/mirror']);
    runs.show({ status: 'succeeded', model: 'vscode/mirror' });
    assert.equal((await models())[0], 'vscode/mirror');
    const [row] = await runs.rows();
    const again = await vscode.commands.executeCommand<RunRecord>('prompthub.runAgain', row);
    assert.deepEqual([again.model, again.status], ['vscode/mirror', 'succeeded']);
    runs.show({});
    person.will('showWarningMessage', 'Of All Prompts');
    await vscode.commands.executeCommand('prompthub.forgetRuns');
    assert.deepEqual(await runs.rows(), []);
  });
});
