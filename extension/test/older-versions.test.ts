import * as assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Commit } from '@prompthub/protocol';
import { answerRoutes, type RouteRequest } from './support/answer-routes';
import { theApp } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { TestHub } from './support/test-hub';

describe('older versions', () => {
  let hub: TestHub;
  /** The newest first. */
  let commits: Commit[];
  let isBroken = false;

  const answer = ({ route, query }: RouteRequest): { status: number; value: unknown } => {
    const page = (items: unknown[], more = {}) => ({ status: 200, value: { items, ...more } });
    if (route === 'tags') return page([]);
    if (route === 'branches')
      return page([{ name: 'main', head: commits[0]?.id, updatedAt: commits[0]?.createdAt }]);
    if (!query.has('cursor')) return page(commits.slice(0, 50), { nextCursor: 'older' });
    const refusal = { type: 'about:blank', title: 'No', status: 422, code: 'no', detail: 'Not today.' };
    return isBroken ? { status: 422, value: refusal } : page(commits.slice(50));
  };

  before(async () => {
    hub = await new TestHub().start();
    const all = Array.from({ length: 60 }, (_, at) => `Version ${at}`);
    commits = all.map((text) => hub.commit([{ path: 'greet.prompt', content: text }], text)).reverse();
    answerRoutes(hub, ['branches', 'tags', 'graph'], answer);
    await linkTo(hub);
    await (await theApp()).history.refresh();
  });
  after(async () => {
    await unlink(hub);
    hub.stop();
  });

  it('that cannot be loaded are told of, so that they can be asked for again', async () => {
    const { history, historyView } = await theApp();
    const shown = () => {
      const { state } = history;
      return state.kind === 'shown' ? [state.model.rows.length, state.problem] : [state.kind];
    };
    let told = 0;
    const listener: vscode.Disposable = history.onDidChange(() => told++);
    assert.deepEqual(shown(), [50, undefined]);
    isBroken = true;
    await historyView.receive({ type: 'more' });
    assert.equal(shown()[0], 50);
    assert.match(String(shown()[1]), /Not today/);
    assert.ok(told > 0);
    isBroken = false;
    await historyView.receive({ type: 'more' });
    assert.deepEqual(shown(), [60, undefined]);
    listener.dispose();
  });
});
