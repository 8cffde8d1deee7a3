import type * as vscode from 'vscode';
import type { App } from '../../app';
import { asChangeRows, type ChangeRow } from '../../source-control/change-row';
import { listNames } from './project-files';
import type { Texts } from './replace-texts';
import { tellFailure } from './tell-failure';

/** The rows that were changed here and at the hub. */
export function conflictRows(args: readonly unknown[]): ChangeRow[] {
  return asChangeRows(args).filter(({ file }) => file.state === 'conflict');
}

/** Settles files of one project in the same way. Answers with what was in them here; undefined, after saying why, when nothing was done. */
export async function settleRows(
  app: App,
  rows: readonly ChangeRow[],
  side: 'mine' | 'theirs',
): Promise<Texts | undefined> {
  const [first] = rows;
  if (!first) return undefined;
  const here = new Map<vscode.Uri, string | undefined>();
  try {
    const copy = await app.status.workingCopy(first.link);
    await copy.pull({
      paths: rows.map(({ file }) => file.path),
      resolve: ({ path, local }) => {
        const row = rows.find(({ file }) => file.path === path);
        if (row) here.set(row.resourceUri, local);
        return Promise.resolve(side);
      },
    });
    return here;
  } catch (error) {
    void tellFailure(app, error, { doing: `${rowNames(rows)} is as it was` });
    return undefined;
  } finally {
    await app.status.refresh();
  }
}

export function rowNames(rows: readonly ChangeRow[]): string {
  return listNames(rows.map(({ file }) => file.path));
}
