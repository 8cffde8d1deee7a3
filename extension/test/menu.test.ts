import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

interface Item extends vscode.QuickPickItem {
  readonly command?: string;
}

describe('the menu of the status bar', () => {
  let hub: TestHub;
  let person: Person;

  before(async () => {
    person = new Person();
    hub = await new TestHub().start();
    hub.commit([{ path: 'greet.prompt', content: 'Hello\n' }], 'First');
    await linkTo(hub);
  });
  after(async () => {
    await unlink(hub);
    hub.stop();
    person.leave();
  });

  const offered = async (): Promise<string[]> => {
    let all: Item[] = [];
    person.will('showQuickPick', (items: Item[]) => {
      all = items;
    });
    await vscode.commands.executeCommand('prompthub.showMenu');
    return all.flatMap(({ command }) => (command === undefined ? [] : [command.replace('prompthub.', '')]));
  };

  it('offers what can be done with the project, and with the prompt that is open', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const project = ['publish', 'pull', 'findPrompt', 'switchBranch', 'mergeBranch', 'showProjectHistory'];
    const releases = ['deploy', 'promote', 'rollBack'];
    const rest = [
      ...[
        'showSpending',
        'manageMembers',
        'showResults',
        'showRuns',
        'newPrompt',
        'setProviderKey',
        'signOut',
      ],
      'showLogs',
    ];
    assert.deepEqual(await offered(), [...project, ...releases, ...rest]);
    await open('prompts', 'greet.prompt');
    assert.deepEqual(await offered(), [...project, 'showHistory', ...releases, 'labels', ...rest]);
  });

  it('names commands that there are', async () => {
    const known = await vscode.commands.getCommands(true);
    for (const one of await offered()) assert.ok(known.includes(`prompthub.${one}`), one);
  });

  it('does what is picked', async () => {
    person.will(
      'showQuickPick',
      (items: Item[]) => items.find(({ command }) => command === 'prompthub.deploy'),
      undefined,
    );
    await vscode.commands.executeCommand('prompthub.showMenu');
    assert.match(JSON.stringify(person.shown.at(-1)?.args), /Deploy to which environment\?/);
  });
});
