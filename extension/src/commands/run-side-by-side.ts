import * as vscode from 'vscode';
import type { App, Command } from '../app';
import type { RunRecord } from '../runs/run-record';
import type { RunStart } from '../runs/runner';
import { runRequest, withTest } from './run';
import { needsPublished } from './support/needs-published';
import { needsTrust } from './support/needs';
import { pickModels } from './support/pick-models';
import { rememberModels } from './support/recent-models';
import { targetPrompt } from './support/target';

/** Asks several models the same, and shows their answers side by side. Answers with the records, when all have ended. */
export const runSideBySide: Command = async (app, argument) => {
  if (!(await needsTrust('Running prompts'))) return undefined;
  const again = requestsIn(argument)?.map((request) => withTest(app, request));
  const starts = again ? await Promise.all(again) : await chosen(app, argument);
  if (!starts || starts.length === 0) return undefined;
  return startSideBySide(app, starts);
};

async function startSideBySide(app: App, starts: readonly RunStart[]): Promise<RunRecord[] | undefined> {
  const onHub = starts.find(({ hub }) => hub);
  const published = onHub ? await needsPublished(app, vscode.Uri.parse(onHub.uri)) : undefined;
  if (onHub && !published) return undefined;
  const atOnce = vscode.workspace.getConfiguration('prompthub').get('run.concurrency', 4);
  const running = app.runner.runSideBySide(
    starts.map((start) => (start.hub ? { ...start, ...published } : start)),
    Math.max(1, atOnce),
  );
  app.answers.show(app.runner.runs.slice(0, starts.length));
  return running;
}

async function chosen(app: App, argument: unknown): Promise<RunStart[] | undefined> {
  const uri = targetPrompt(argument);
  const choices = uri && (await pickModels(app, uri));
  if (!uri || !choices) return undefined;
  await rememberModels(
    app,
    choices.flatMap(({ model }) => model ?? []),
  );
  const start = await withTest(app, { uri: uri.toString() });
  return choices.map((choice) => ({ ...start, ...choice }));
}

/** What is to be run again, as the pages and the history hand it over. */
function requestsIn(argument: unknown): RunStart[] | undefined {
  if (typeof argument !== 'object' || argument === null || !('requests' in argument)) return undefined;
  const { requests } = argument;
  return Array.isArray(requests) ? requests.flatMap((one: unknown) => runRequest(one) ?? []) : undefined;
}
