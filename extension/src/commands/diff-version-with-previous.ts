import * as vscode from 'vscode';
import type { Command } from '../app';
import { versionUri } from '../versions/version-content';
import { asVersionRow } from './support/target';

/** Shows what a version changed. The first version is compared with nothing. */
export const diffVersionWithPrevious: Command = async (_app, argument) => {
  const row = asVersionRow(argument);
  if (!row) return;
  const name = row.address.path.split('/').at(-1);
  const before = row.previous ?? { ...row.address, missing: true };
  const title = row.previous
    ? `${name} (${before.commit.slice(0, 7)} ↔ ${row.commit.id.slice(0, 7)})`
    : `${name} (first version ${row.commit.id.slice(0, 7)})`;
  await vscode.commands.executeCommand('vscode.diff', versionUri(before), versionUri(row.address), title);
};
