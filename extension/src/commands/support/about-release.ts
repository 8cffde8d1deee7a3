import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { App } from '../../app';
import { pointerText } from '../../environments/environment-text';
import { releaseRows, type ReleaseRow } from '../../environments/environments-view';
import { needsLink, needsSession } from './needs';
import { asReleaseRow } from './target';
import { tellFailure, type FailureContext } from './tell-failure';

interface Question extends Pick<FailureContext, 'doing' | 'again'> {
  /** What the command was given: a row of the view, or nothing. */
  readonly argument: unknown;
  /** Asks which environment, when none was given. */
  readonly title: string;
}

export interface Releases {
  readonly project: ProjectClient;
  /** Every environment as it is now, in the order of promotion. */
  readonly rows: readonly ReleaseRow[];
}

/**
 * Does something about an environment, or about one prompt there: the row that was clicked, as the hub tells it now, or
 * one that the person picks. Says in words what went wrong.
 */
export async function aboutRelease<T>(
  app: App,
  { argument, title, ...failure }: Question,
  act: (row: ReleaseRow, releases: Releases) => Promise<T>,
): Promise<T | undefined> {
  const given = asReleaseRow(argument);
  const link = given?.link ?? (await needsLink(app));
  if (!link || !(await needsSession(app, link.hub))) return undefined;
  try {
    const project = (await app.accounts.client(link.hub)).project(link.project);
    const rows = releaseRows(link, await project.releases.environments());
    const row = given ? sameRow(rows, given) : await pickEnvironment(rows, { title });
    return row && (await act(row, { project, rows }));
  } catch (error) {
    void tellFailure(app, error, failure);
    return undefined;
  }
}

export async function pickEnvironment(
  rows: readonly ReleaseRow[],
  options: { title: string; placeHolder?: string },
): Promise<ReleaseRow | undefined> {
  const items = rows.map((row) => {
    const { name, project, protected: guarded } = row.environment;
    const description = project ? pointerText(project, Date.now()) : 'nothing deployed';
    return { label: `$(${guarded ? 'shield' : 'server-environment'}) ${name}`, description, row };
  });
  return (await vscode.window.showQuickPick(items, { matchOnDescription: true, ...options }))?.row;
}

function sameRow(rows: readonly ReleaseRow[], { environment, path }: ReleaseRow): ReleaseRow | undefined {
  const row = rows.find((one) => one.environment.name === environment.name);
  if (row) return { ...row, path };
  void vscode.window.showInformationMessage(`There is no environment ${environment.name} any more.`);
  return undefined;
}
