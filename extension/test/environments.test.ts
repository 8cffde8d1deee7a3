import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Deployment } from '@prompthub/protocol';
import type { ReleaseRow } from '../src/environments/environments-view';
import { eventually, open, theApp, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const GREET = 'greet.prompt';

describe('environments', () => {
  let hub: TestHub;
  let person: Person;
  let first: string;
  let second: string;

  beforeEach(async () => {
    person = new Person();
    hub = await new TestHub().start();
    const greet = await vscode.workspace.fs.readFile(workspaceUri('prompts', GREET));
    first = hub.commit(
      [
        { path: GREET, content: 'Hello\n' },
        { path: 'other.prompt', content: 'Other\n' },
      ],
      'First',
    ).id;
    second = hub.commit([{ path: GREET, content: new TextDecoder().decode(greet) }], 'Second').id;
    await linkTo(hub);
  });
  afterEach(async () => {
    await unlink(hub);
    hub.stop();
    person.leave();
  });

  const rows = async (parent?: ReleaseRow) =>
    (await (await theApp()).environments.getChildren(parent)) as ReleaseRow[];
  const row = async (name: string) => {
    const found = (await rows()).find(({ environment }) => environment.name === name);
    assert.ok(found, name);
    return found;
  };
  const item = async (one: ReleaseRow) => (await theApp()).environments.getTreeItem(one);
  const run = (name: string, argument?: unknown) =>
    vscode.commands.executeCommand<Deployment | undefined>(`prompthub.${name}`, argument);
  const choose = (label: RegExp) => (items: { label: string }[]) =>
    items.find((one) => label.test(one.label));
  const deployFirst = async (environment: string) => {
    person.will('showQuickPick', choose(/^First/)).will('showInputBox', 'Try it');
    if (environment === 'production') person.will('showWarningMessage', 'Deploy');
    return run('deploy', await row(environment));
  };
  const told = (dialog: string) =>
    person.shown.filter((one) => one.dialog === dialog).map(({ args }) => String(args[0]));

  it('stand in order, with what runs there, who put it there, how far behind, and why', async () => {
    await deployFirst('staging');
    const items = await Promise.all((await rows()).map(item));
    assert.deepEqual(
      items.map(({ label, contextValue }) => [label, contextValue]),
      [
        ['development', 'release'],
        ['staging', 'release.deployed'],
        ['production', 'release.last'],
      ],
    );
    assert.equal(items[0]?.description, 'nothing deployed');
    assert.equal(items[1]?.description, `1 version behind · ${first.slice(0, 7)} · Ann, just now`);
    assert.match((items[1].tooltip as vscode.MarkdownString).value, /Try&nbsp;it/);
    assert.equal((items[2]?.iconPath as vscode.ThemeIcon).id, 'shield');
    assert.match(items[2]?.accessibilityInformation?.label ?? '', /^production, protected,/);
  });

  it('a version is promoted to a protected one after a question, and Undo takes it back', async () => {
    await deployFirst('staging');
    person
      .will('showQuickPick', choose(/Second/))
      .will('showInputBox', 'Before', 'Tested')
      .will('showWarningMessage', 'Deploy', 'Promote')
      .will('showInformationMessage', undefined);
    await run('deploy', await row('production'));
    person.will('showInformationMessage', 'Undo');
    const promoted = await run('promote', await row('staging'));
    assert.deepEqual(
      [promoted?.kind, promoted?.to, promoted?.source],
      ['promoted', first, 'staging'],
      person.heard,
    );
    const asked = person.shown.filter(({ dialog }) => dialog === 'showWarningMessage').at(-1);
    assert.equal(asked?.args[0], 'Promote staging to production?');
    assert.match(
      JSON.stringify(asked.args[1]),
      new RegExp(`"modal":true.*runs ${second.slice(0, 7)} now.*Tested`),
    );
    await eventually(() => hub.releases.at('production') === second);
    assert.equal(hub.releases.moves[0]?.why, 'Undo: Tested');
  });

  it('nothing is moved without a reason, or when the question is answered with no', async () => {
    person.will('showQuickPick', choose(/First/), choose(/First/)).will('showInputBox', undefined, 'Why not');
    await run('deploy', await row('staging'));
    await run('deploy', await row('production'));
    assert.deepEqual(told('showWarningMessage'), [`Deploy ${first.slice(0, 7)} to production?`]);
    assert.deepEqual(hub.releases.moves, []);
  });

  it('a roll-back brings what ran before, and undoing it what ran until then', async () => {
    await deployFirst('staging');
    person.will('showQuickPick', choose(/Second/)).will('showInputBox', 'Better', 'Worse after all');
    await run('deploy', await row('staging'));
    await eventually(() => told('showInformationMessage').length === 2);
    person.will('showInformationMessage', 'Undo');
    const back = await run('rollBack', await row('staging'));
    assert.deepEqual([back?.kind, back?.to], ['rolled-back', first], person.heard);
    await eventually(() => hub.releases.at('staging') === second);
  });

  it('refusals of the hub are said in words, and the reason is offered again', async () => {
    hub.releases.mayDeployToProduction = false;
    await deployFirst('production');
    assert.match(
      await eventually(() => told('showErrorMessage')[0]),
      /^Nothing was deployed\. Your role does not allow this\. Only owners and admins/,
    );
    hub.releases.mayDeployToProduction = true;
    person
      .will('showQuickPick', choose(/First/))
      .will('showInputBox', ({ value }: vscode.InputBoxOptions) => value)
      .will('showWarningMessage', () => {
        hub.releases.answer({
          ...{ method: 'POST', route: 'environments/production/deployments', query: () => '' },
          body: { ref: second, why: 'Faster', expected: null },
        });
        return 'Deploy';
      });
    await run('deploy', await row('production'));
    assert.match(await eventually(() => told('showErrorMessage')[1]), /production was moved by someone else/);
    assert.equal(hub.releases.at('production'), second);
    // Leaves no reason behind.
    person
      .will('showQuickPick', choose(/First/))
      .will('showInputBox', 'Now')
      .will('showWarningMessage', 'Deploy');
    assert.ok(await run('deploy', await row('production')));
  });

  it('one prompt is deployed from the Versions view or its editor, and stands below its environment', async () => {
    await open('prompts', GREET);
    person
      .will('showQuickPick', choose(/staging/), choose(/Only greet/))
      .will('showInputBox', 'Only this one');
    const deployed = await run('deployVersion');
    assert.deepEqual([deployed?.path, deployed?.to], [GREET, second], person.heard);
    const staging = await row('staging');
    const [child, ...others] = await rows(staging);
    assert.ok(child && others.length === 0);
    assert.equal((await item(child)).label, 'greet');
    assert.match(String((await item(child)).description), /^up to date · /);
    assert.match((await item(staging)).contextValue ?? '', /^release$/);

    const { versions } = await theApp();
    const version = await eventually(async () => (await versions.getChildren())[1]);
    person
      .will('showQuickPick', choose(/staging/), choose(/Only greet/))
      .will('showInputBox', 'The older one');
    assert.equal((await run('deployVersion', version))?.to, first, person.heard);
    person.will('showInputBox', 'Back').will('showInformationMessage', undefined);
    assert.equal((await run('rollBack', child))?.to, second, person.heard);
  });

  it('what runs is compared with the default branch and with the files here', async () => {
    await deployFirst('staging');
    const shownDiff = () =>
      eventually(() => {
        const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
        return input instanceof vscode.TabInputTextDiff && input;
      });
    const text = async (uri: vscode.Uri) => (await vscode.workspace.openTextDocument(uri)).getText();
    await run('diffDeployedWithBranch', await row('staging'));
    const diff = await shownDiff();
    assert.equal(await text(diff.original), 'Hello\n');
    assert.match(await text(diff.modified), /Greet/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('diffDeployedWithWorkingCopy', { ...(await row('staging')), path: GREET });
    assert.equal((await shownDiff()).modified.toString(), workspaceUri('prompts', GREET).toString());
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run('diffDeployedWithWorkingCopy', await row('staging'));
    const label = await eventually(() => vscode.window.tabGroups.activeTabGroup.activeTab?.label);
    assert.match(label, /staging [0-9a-f]{7} ↔ working copy/);
    person.will('showQuickPick', choose(/staging/));
    await run('diffDeployedWithBranch', undefined);
    await run('diffDeployedWithBranch', await row('production'));
    assert.match(person.heard, /Nothing is deployed to production/);
  });

  it('a lens above a prompt says where an older version runs, and shows the difference', async () => {
    await deployFirst('production');
    const document = await open('prompts', GREET);
    const lenses = async () => {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
      );
      return all.filter(({ command }) => command?.command === 'prompthub.diffDeployedWithBranch');
    };
    const lens = await eventually(async () => (await lenses())[0]);
    assert.equal(lens.command?.title, 'production: 1 version behind');
    const settings = vscode.workspace.getConfiguration('prompthub.codeLens');
    await settings.update('environments', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await lenses(), []);
    await settings.update('environments', undefined, vscode.ConfigurationTarget.Global);
    assert.equal((await lenses()).length, 1);
    await run('diffDeployedWithBranch', lens.command.arguments?.[0]);
    await eventually(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff,
    );
    await hub.goAway();
    await vscode.commands.executeCommand('prompthub.refresh');
    await eventually(async () => (await lenses()).length === 0);
    await hub.comeBack();
    await vscode.commands.executeCommand('prompthub.refresh');
    await eventually(async () => (await lenses()).length === 1);
  });

  it('the history of an environment tells every move, and shows what one changed', async () => {
    await deployFirst('staging');
    person.will('showQuickPick', choose(/Second/)).will('showInputBox', 'Better');
    await run('deploy', await row('staging'));
    let offered: vscode.QuickPickItem[] = [];
    person.will('showQuickPick', (items: vscode.QuickPickItem[]) => (offered = items)[0]);
    await run('showDeployments', await row('staging'));
    assert.deepEqual(
      offered.map(({ label, detail }) => [label, detail]),
      [
        ['$(rocket) deployed', 'Better'],
        ['$(rocket) deployed', 'Try it'],
      ],
    );
    assert.match(
      offered[0]?.description ?? '',
      new RegExp(`^${first.slice(0, 7)} → ${second.slice(0, 7)} · Ann`),
    );
    await eventually(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff,
    );
  });

  it('a hub that is away is said in the view and by commands; signed out, nothing is shown', async () => {
    const staging = await row('staging');
    await hub.goAway();
    const { environments, accounts, status } = await theApp();
    const [retry] = await environments.getChildren();
    assert.equal(retry?.kind, 'retry');
    assert.equal(environments.getTreeItem(retry).command?.command, 'prompthub.refresh');
    assert.equal(await run('promote', staging), undefined);
    assert.match(
      await eventually(() => told('showErrorMessage')[0]),
      /^Nothing was promoted\. Cannot reach the hub/,
    );
    await hub.comeBack();
    await accounts.signOut(hub.url);
    await status.refresh();
    assert.deepEqual(await environments.getChildren(), []);
  });
});
