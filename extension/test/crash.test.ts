import * as assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import { State } from 'vscode-languageclient/node';
import type { RunRecord } from '../src/runs/run-record';
import { eventually, theApp, workspaceUri } from './support/app';
import { Person } from './support/stubs';

describe('a language server that crashes', () => {
  let person: Person;
  beforeEach(() => (person = new Person()));
  afterEach(() => person.leave());
  after(async () => (await theApp()).language.restart());

  const greet = (more: object = {}) =>
    vscode.commands.executeCommand<RunRecord>('prompthub.run', {
      ...{ uri: workspaceUri('prompts', 'greet.prompt').toString() },
      ...more,
    });
  const kill = async () => {
    const client = await (await theApp()).language.start();
    const child = await eventually(() => Reflect.get(client, '_serverProcess') as ChildProcess | undefined);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    await eventually(() => Reflect.get(client, '_serverProcess') !== child || client.state === State.Stopped);
  };

  it('comes back, says so, and answers', async () => {
    await kill();
    await eventually(() => /stopped unexpectedly and was started again/.test(person.heard));
    assert.equal((await greet()).status, 'succeeded');
  });

  it('loses the run in progress, and says what to do', async () => {
    const { runner } = await theApp();
    const subscription = runner.onDidChange((change) => {
      if (change.type === 'text') void kill();
    });
    const record = await greet({ model: 'vscode/slow' });
    subscription.dispose();
    assert.equal(record.status, 'failed');
    assert.match(record.error?.message ?? '', /stopped before it had answered\. Try again\./);
    assert.match(record.text, /still here/);
  });

  it('stays off after the fifth time, with a button that starts it again', async () => {
    let restart: (choice: string) => void = () => undefined;
    person.will('showErrorMessage', () => new Promise((resolve) => (restart = resolve)));
    for (let crash = 3; crash <= 5; crash++) {
      assert.equal((await greet()).status, 'succeeded');
      await kill();
    }
    const told = await eventually(() => person.shown.find(({ dialog }) => dialog === 'showErrorMessage'));
    assert.match(String(told.args[0]), /stopped five times within three minutes/);
    assert.deepEqual(told.args.slice(1), ['Restart', 'Show Logs']);
    const off = await greet();
    assert.match(off.error?.message ?? '', /is off[^]*Restart Language Server/);
    restart('Restart');
    await eventually(async () => (await greet()).status === 'succeeded');
  });
});
