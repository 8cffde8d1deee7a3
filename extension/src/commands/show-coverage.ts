import * as vscode from 'vscode';
import type { Command } from '../app';
import { targetPrompt } from './support/target';

/** Marks in the editor which branches of a prompt no test reaches. Runs nothing, so that it costs nothing. */
export const showCoverage: Command = async (app, argument) => {
  const uri = targetPrompt(argument);
  if (!uri) return false;
  const shown = await app.tests.showCoverage(uri);
  if (!shown)
    void vscode.window.showInformationMessage('This prompt has no tests yet, so that none of it is reached.');
  return shown;
};
