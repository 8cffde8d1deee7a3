import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const PATH = 'greet.prompt';

describe('labels of a prompt', () => {
  let hub: TestHub;
  let person: Person;
  let first: string;
  let second: string;

  beforeEach(async () => {
    person = new Person();
    hub = await new TestHub().start();
    first = hub.commit([{ path: PATH, content: 'Hello\n' }], 'First').id;
    second = hub.commit([{ path: PATH, content: 'Hello there\n' }], 'Second').id;
    await linkTo(hub);
  });
  afterEach(async () => {
    await unlink(hub);
    hub.stop();
    person.leave();
  });

  const run = () => vscode.commands.executeCommand('prompthub.labels', workspaceUri('prompts', PATH));
  const choose = (label: RegExp) => (items: { label: string }[] | Promise<{ label: string }[]>) =>
    Promise.resolve(items).then((all) => all.find((one) => label.test(one.label)));
  const at = () => hub.labels.at('stable', PATH);
  const make = async (version: RegExp) => {
    person.will('showQuickPick', choose(/New label/), choose(version)).will('showInputBox', 'stable', 'Good');
    await run();
  };

  it('a new one points to the version that was chosen', async () => {
    await make(/First/);
    assert.equal(at(), first, person.heard);
    assert.equal(hub.labels.moves[0]?.why, 'Good');
  });

  it('one is moved, and Undo takes it back', async () => {
    await make(/First/);
    person
      .will('showQuickPick', choose(/stable/), choose(/Move/), choose(/Second/))
      .will('showInputBox', 'Better')
      .will('showInformationMessage', 'Undo');
    await run();
    await eventually(() => hub.labels.moves[0]?.kind === 'undone');
    assert.deepEqual([hub.labels.moves[1]?.to, at()], [second, first], person.heard);
  });

  it('what somebody else moved meanwhile is not moved, and that is said', async () => {
    await make(/First/);
    person
      .will('showQuickPick', choose(/stable/), choose(/Move/), choose(/Second/))
      .will('showInputBox', () => {
        const body = { path: PATH, ref: second, expected: first };
        hub.labels.answer({ ...{ method: 'PUT', route: 'labels/stable', query: () => '' }, body });
        return 'Slower';
      });
    await run();
    await eventually(() => /No label was moved\. stable was moved by someone else/.test(person.heard));
    assert.equal(hub.labels.moves[0]?.why, '');
  });

  it('one is deleted after a question', async () => {
    await make(/First/);
    person.will('showQuickPick', choose(/stable/), choose(/Delete/)).will('showWarningMessage', undefined);
    await run();
    assert.equal(at(), first);
    person.will('showQuickPick', choose(/stable/), choose(/Delete/)).will('showWarningMessage', 'Delete');
    await run();
    assert.equal(at(), undefined, person.heard);
  });
});
