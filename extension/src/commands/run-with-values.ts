import * as vscode from 'vscode';
import type { Command } from '../app';
import { startRun } from './run';
import { parseValues } from './support/parse-values';
import { needsTrust } from './support/needs';
import { targetPrompt } from './support/target';

/** Runs the prompt with values that the person types, as JSON; the last ones of this prompt are offered again. */
export const runWithValues: Command = async (app, argument) => {
  if (!(await needsTrust('Running prompts'))) return undefined;
  const uri = targetPrompt(argument);
  if (!uri) return undefined;
  const memory = `values:${uri.toString()}`;
  const typed = await vscode.window.showInputBox({
    title: 'Run with these values',
    prompt: 'A JSON object with a value for each input',
    value: app.context.workspaceState.get(memory, '{ "name": "" }'),
    ignoreFocusOut: true,
    validateInput: (text) => parseValues(text).problem,
  });
  const { values } = parseValues(typed ?? '');
  if (typed === undefined || !values) return undefined;
  await app.context.workspaceState.update(memory, typed);
  return startRun(app, { uri: uri.toString(), vars: values });
};
