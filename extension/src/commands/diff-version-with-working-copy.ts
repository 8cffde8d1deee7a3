import * as vscode from 'vscode';
import type { Command } from '../app';
import { versionUri } from '../versions/version-content';
import { exists } from './support/compare';
import { asVersionRow } from './support/target';

/** Compares a published version with the file as it is here. */
export const diffVersionWithWorkingCopy: Command = async (_app, argument) => {
  const row = asVersionRow(argument);
  if (!row) return;
  const name = row.address.path.split('/').at(-1);
  const here = (await exists(row.uri)) ? row.uri : versionUri({ ...row.address, missing: true });
  const title = `${name} (${row.commit.id.slice(0, 7)} ↔ working copy)`;
  await vscode.commands.executeCommand('vscode.diff', versionUri(row.address), here, title);
};
