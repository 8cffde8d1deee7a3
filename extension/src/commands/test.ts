import * as vscode from 'vscode';
import type { Command } from '../app';
import { needsTrust } from './support/needs';
import { targetPrompt } from './support/target';

/** Runs the tests of a prompt and shows them in the Testing view. */
export const test: Command = async (app, argument, second, third) => {
  if (!(await needsTrust('Running tests'))) return false;
  const uri = targetPrompt(argument);
  if (!uri) return false;
  const ids = idsOf(argument) ?? idsOf(second);
  const ran = await app.tests.runPrompt(uri, ids, idsOf(third));
  if (!ran) {
    void vscode.window.showInformationMessage(
      'This prompt has no tests yet. Write them in its frontmatter under `prompthub.tests`, or beside it in a .tests.yaml file.',
    );
  }
  return ran;
};

function idsOf(argument: unknown): string[] | undefined {
  if (Array.isArray(argument)) return argument.filter((id) => typeof id === 'string');
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('ids' in argument) return idsOf(argument.ids);
  return 'testId' in argument && typeof argument.testId === 'string' ? [argument.testId] : undefined;
}
