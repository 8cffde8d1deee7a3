import type { ProjectClient } from '@prompthub/client';
import type { App } from '../../app';
import type { TestRunRow } from '../../hub-tests/hub-tests-view';
import { needsSession } from './needs';
import { asTestRunRow } from './target';
import { tellFailure, type FailureContext } from './tell-failure';

/** Does something about the test run of the row that was clicked. Says in words what went wrong. */
export async function aboutTestRun<T>(
  app: App,
  argument: unknown,
  { act, ...failure }: FailureContext & { act: (project: ProjectClient, row: TestRunRow) => Promise<T> },
): Promise<T | undefined> {
  const row = asTestRunRow(argument);
  if (!row || !(await needsSession(app, row.link.hub))) return undefined;
  try {
    return await act((await app.accounts.client(row.link.hub)).project(row.link.project), row);
  } catch (error) {
    void tellFailure(app, error, failure);
    return undefined;
  } finally {
    app.hubTests.refresh();
  }
}
