import * as vscode from 'vscode';
import type { MatrixColumn } from '@prompthub/protocol';
import type { App, Command } from '../app';
import type { MatrixRequest } from '../matrix/matrix-run';
import { mayCost } from '../testing/test-costs';
import { needsTrust } from './support/needs';
import { pickModels } from './support/pick-models';
import { pickWordings } from './support/pick-wordings';
import { rememberModels } from './support/recent-models';
import { targetPrompt } from './support/target';

/** Runs the tests of a prompt on several models, and wordings, and shows them as a matrix. Answers with the run, when it has ended. */
export const testMatrix: Command = async (app, argument) => {
  if (!(await needsTrust('Running tests'))) return undefined;
  const request = isRequest(argument) ? argument : await asked(app, argument);
  if (!request || !(await mayCost(app.language, request))) return undefined;
  return app.matrix.start(request);
};

async function asked(app: App, argument: unknown): Promise<MatrixRequest | undefined> {
  const uri = targetPrompt(argument);
  if (!uri) return undefined;
  const models = await pickModels(app, uri, {
    title: 'Run the tests on which models?',
    memory: 'matrix',
    hub: false,
  });
  if (!models) return undefined;
  await rememberModels(
    app,
    models.flatMap(({ model }) => model ?? []),
  );
  const variants = await pickWordings(uri);
  if (!variants) return undefined;
  const title = vscode.workspace.asRelativePath(uri, false);
  return { title, prompts: [{ uri: uri.toString() }], columns: columnsOf(models, variants) };
}

function columnsOf(
  models: readonly { readonly model?: string }[],
  variants: readonly (string | undefined)[],
): MatrixColumn[] {
  return variants.flatMap((variant) =>
    models.map(({ model }) => ({
      label: [
        ...(variants.length > 1 || variant ? [variant ?? 'the prompt itself'] : []),
        model ?? 'its own model',
      ].join(' · '),
      ...(model && { model }),
      ...(variant && { variant }),
    })),
  );
}

/** What the page hands over, to run it again. */
function isRequest(argument: unknown): argument is MatrixRequest {
  return typeof argument === 'object' && argument !== null && 'columns' in argument && 'prompts' in argument;
}
