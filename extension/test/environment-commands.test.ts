import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Deployment, Environment } from '@prompthub/protocol';
import type { ReleaseRow } from '../src/environments/environments-view';
import { eventually, theApp } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

describe('environments are made, emptied and deleted', () => {
  let hub: TestHub;
  let person: Person;
  let commit: string;

  beforeEach(async () => {
    person = new Person();
    hub = await new TestHub().start();
    commit = hub.commit([{ path: 'greet.prompt', content: 'Hello\n' }], 'First').id;
    await linkTo(hub);
  });
  afterEach(async () => {
    await unlink(hub);
    hub.stop();
    person.leave();
  });

  const rows = async () => (await (await theApp()).environments.getChildren()) as ReleaseRow[];
  const names = async () => (await rows()).map(({ environment }) => environment.name);
  const choose = (label: RegExp) => (items: { label: string }[]) =>
    items.find((one) => label.test(one.label));
  const deploy = (environment: string, path?: string) =>
    hub.releases.answer({
      ...{ method: 'POST', route: `environments/${environment}/deployments`, query: () => '' },
      body: { ref: commit, why: 'Test', expected: null, path },
    });

  it('a new one has a name that the hub takes, a place and a protection', async () => {
    let refused: unknown[] = [];
    person
      .will('showInputBox', ({ validateInput }: { validateInput: (text: string) => unknown }) => {
        refused = ['Acceptance', 'staging', 'acceptance'].map(validateInput);
        return 'acceptance';
      })
      .will('showQuickPick', choose(/After staging/), choose(/Protected/));
    const made = await vscode.commands.executeCommand<Environment>('prompthub.newEnvironment');
    assert.deepEqual([made?.name, made?.protected], ['acceptance', true], person.heard);
    assert.match(String(refused[0]), /^Use lower-case letters/);
    assert.match(String(refused[1]), /already/);
    assert.equal(refused[2], undefined);
    assert.deepEqual(await names(), ['development', 'staging', 'acceptance', 'production']);
  });

  it('nothing is made when a question is left', async () => {
    person.will('showInputBox', 'acceptance').will('showQuickPick', choose(/After staging/), undefined);
    assert.equal(await vscode.commands.executeCommand('prompthub.newEnvironment'), undefined);
    assert.equal((await names()).length, 3);
  });

  it('what runs is withdrawn, of the whole project or of one prompt, and Undo brings it back', async () => {
    deploy('staging');
    deploy('staging', 'greet.prompt');
    person
      .will('showQuickPick', choose(/staging/), choose(/greet\.prompt/))
      .will('showInputBox', 'As everywhere');
    const own = await vscode.commands.executeCommand<Deployment>('prompthub.withdraw');
    assert.deepEqual([own?.kind, own?.path], ['withdrawn', 'greet.prompt'], person.heard);
    assert.match(person.heard, /greet in staging follows the project now/);
    person.will('showInputBox', 'Not ready').will('showInformationMessage', 'Undo');
    const staging = (await rows()).find(({ environment }) => environment.name === 'staging');
    const all = await vscode.commands.executeCommand<Deployment>('prompthub.withdraw', staging);
    assert.deepEqual([all?.kind, all?.path], ['withdrawn', undefined], person.heard);
    await eventually(() => hub.releases.at('staging') === commit);
  });

  it('where nothing runs there is nothing to withdraw', async () => {
    person.will('showQuickPick', choose(/development/));
    assert.equal(await vscode.commands.executeCommand('prompthub.withdraw'), undefined);
    assert.match(person.heard, /Nothing is deployed to development/);
  });

  it('an empty one is deleted after a question; the hub keeps one that is in use', async () => {
    person.will('showQuickPick', choose(/development/)).will('showWarningMessage', 'Delete');
    await vscode.commands.executeCommand('prompthub.deleteEnvironment');
    assert.deepEqual(await names(), ['staging', 'production'], person.heard);
    deploy('staging');
    person.will('showQuickPick', choose(/staging/)).will('showWarningMessage', 'Delete');
    await vscode.commands.executeCommand('prompthub.deleteEnvironment');
    await eventually(() => /Something is deployed to staging/.test(person.heard));
    person.will('showQuickPick', choose(/staging/));
    await vscode.commands.executeCommand('prompthub.deleteEnvironment');
    assert.deepEqual(await names(), ['staging', 'production']);
  });
});
