import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ProjectSnapshot, ProjectStatus } from '../src/prompts/project-status';
import { HubWatch } from '../src/source-control/hub-watch';
import { theApp } from './support/app';

describe('the watch over the hub', () => {
  const seen = new vscode.EventEmitter<ProjectSnapshot>();
  const { executeCommand } = vscode.commands;
  const commands = vscode.commands as { executeCommand: unknown };
  let asked: unknown[];
  let watch: HubWatch;

  const snapshot = (...ids: string[]): ProjectSnapshot => ({
    ...{ link: undefined, account: 'Ann', files: [], behind: 0, problem: undefined },
    queue: ids.map((id) => ({ id, message: id, createdAt: '2026-01-01T00:00:00.000Z', changes: [] })),
  });
  const remember = (id: string) => watch.sendLater(snapshot(id).queue[0]!);

  beforeEach(async () => {
    const { log } = await theApp();
    const kept = new Map<string, unknown>();
    const memento = {
      keys: () => [...kept.keys()],
      get: (key: string) => kept.get(key),
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    };
    const status = { onDidChange: seen.event, snapshot: snapshot() } as unknown as ProjectStatus;
    watch = new HubWatch({ status, memento, log });
    asked = [];
    commands.executeCommand = (command: string) => {
      asked.push(command);
      return Promise.reject(new Error('No session'));
    };
  });
  afterEach(() => {
    commands.executeCommand = executeCommand;
    watch.dispose();
  });

  it('sends what was to be sent, and tries again after it could not even begin', async () => {
    await remember('ours');
    seen.fire(snapshot('ours'));
    seen.fire(snapshot('ours'));
    assert.equal(asked.length, 1);
    await new Promise(setImmediate);
    seen.fire(snapshot('ours'));
    assert.equal(asked.length, 2);
  });

  it('leaves all to a person when a commit waits that was made elsewhere', async () => {
    await remember('ours');
    seen.fire(snapshot('ours', 'of the command line'));
    assert.deepEqual(asked, []);
  });
});
