import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RunRecord } from '../src/runs/run-record';
import { open, theApp, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const TEXT = `---
model: echo/echo
input:
  schema:
    name: string
prompthub.tests:
  - description: Ada
    vars: { name: Ada }
---
Greet {{name}}.
`;

describe('running on the hub, with its keys', () => {
  let hub: TestHub;
  let person: Person;
  const file = () => workspaceUri('prompts', 'on-hub.prompt');
  const run = (more: object = {}) =>
    vscode.commands.executeCommand<RunRecord | undefined>('prompthub.run', {
      ...{ uri: file().toString(), hub: true },
      ...more,
    });

  before(async () => {
    hub = await new TestHub().start();
    await vscode.workspace.fs.writeFile(file(), new TextEncoder().encode(TEXT));
    await linkTo(hub);
  });
  after(async () => {
    await unlink(hub);
    await vscode.workspace.fs.delete(file());
    hub.stop();
  });
  beforeEach(() => (person = new Person()));
  afterEach(() => person.leave());

  it('wants the prompt published first, and offers it', async () => {
    assert.equal(await run(), undefined);
    assert.match(person.heard, /on-hub\.prompt has none yet\. Publish it first/);
    assert.deepEqual(person.shown[0]?.args.slice(1), ['Publish…']);
    assert.deepEqual(hub.executed, []);
  });

  it('streams the answer for the values of the test, with tokens, price and time', async () => {
    const commit = hub.commit([{ path: 'on-hub.prompt', content: TEXT }], 'First');
    const { runner, status } = await theApp();
    await status.refresh();
    const pieces: string[] = [];
    const subscription = runner.onDidChange((change) => change.type === 'text' && pieces.push(change.text));
    const record = await run();
    subscription.dispose();
    assert.equal(record?.status, 'succeeded', record?.error?.message);
    assert.equal(record.text, 'The hub was given {"name":"Ada"}');
    assert.deepEqual(pieces, ['The hub ', 'was given ', '{"name":"Ada"}']);
    assert.deepEqual(
      record.facts.map(({ label, value }) => `${label} ${value}`),
      ['Time 1.5 s', 'First token 300 ms', 'Tokens 1,200 in, 34 out', 'Cost $0.0042'],
    );
    assert.equal(record.note, `Version ${commit.id.slice(0, 7)} on ${new URL(hub.url).host}.`);
    assert.deepEqual(hub.executed.at(-1), {
      ...{ path: 'on-hub.prompt', ref: 'main', vars: { name: 'Ada' }, stream: true },
    });
  });

  it('takes another model and other values, and says that changes here are not part of it', async () => {
    const document = await open('prompts', 'on-hub.prompt');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().length), 'And wave.');
    await vscode.workspace.applyEdit(edit);
    const record = await run({ model: 'anthropic/claude', vars: { name: 'Linus' } });
    assert.equal(record?.model, 'anthropic/claude');
    assert.match(record.text, /Linus/);
    assert.match(record.note ?? '', /changed here since is not part of it/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('gives the hub’s reason when it cannot run it', async () => {
    const record = await run({ model: 'openai/gpt-5-mini' });
    assert.equal(record?.status, 'failed');
    assert.deepEqual(record.error, { code: 'missing-provider-key', message: 'It is missing-provider-key.' });
  });

  it('is stopped by Stop, and keeps what had arrived', async () => {
    const { runner } = await theApp();
    const subscription = runner.onDidChange((change) => {
      if (change.type === 'text') void vscode.commands.executeCommand('prompthub.stopRun');
    });
    const record = await run({ model: 'slow/one' });
    subscription.dispose();
    assert.equal(record?.status, 'cancelled', record?.error?.message);
    assert.match(record.text, /The hub was given/);
    assert.equal(runner.running, 0);
  });

  it('says that the hub is away', async () => {
    await hub.goAway();
    const record = await run();
    await hub.comeBack();
    assert.equal(record?.status, 'failed');
    assert.match(record.error?.message ?? '', new RegExp(new URL(hub.url).host));
  });
});
