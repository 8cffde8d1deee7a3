import * as vscode from 'vscode';
import type { TestList } from '@prompthub/protocol';
import type { App, Command } from '../app';
import type { RunRecord } from '../runs/run-record';
import type { RunStart } from '../runs/runner';
import { needsPublished } from './support/needs-published';
import { needsTrust } from './support/needs';
import { targetPrompt } from './support/target';

/** Runs the prompt with the values of the selected test, else of its first one, and shows the answer. */
export const run: Command = async (app, argument) => {
  if (!(await needsTrust('Running prompts'))) return undefined;
  const uri = targetPrompt(argument);
  if (!uri) return undefined;
  return startRun(app, await withTest(app, { ...overrides(argument), uri: uri.toString() }));
};

/** Undefined, after saying why, when it cannot begin. */
export async function startRun(app: App, start: RunStart): Promise<RunRecord | undefined> {
  const published = start.hub ? await needsPublished(app, vscode.Uri.parse(start.uri)) : undefined;
  if (start.hub && !published) return undefined;
  app.results.show();
  return app.runner.run({ ...start, ...published });
}

/** Adds the test whose values are used, unless one is named or values are given. */
export async function withTest(app: App, start: RunStart): Promise<RunStart> {
  const { LspMethod, testList } = await import('@prompthub/protocol');
  const none: TestList = { tests: [] };
  const list = await app.language
    .request(LspMethod.listTests, { params: { uri: start.uri }, result: testList })
    .catch(() => none);
  const id = start.testId ?? (start.vars ? undefined : (list.selected ?? list.tests[0]?.id));
  const test = list.tests.find((candidate) => candidate.id === id);
  return { ...start, testId: test?.id, testDescription: test?.description, testVars: test?.vars };
}

/** What a lens or the results panel names beside the file. */
function overrides(argument: unknown): Omit<RunStart, 'uri'> {
  if (typeof argument !== 'object' || argument === null) return {};
  const named = argument as Record<string, unknown>;
  const { testId, model, vars, hub } = named;
  return {
    ...(typeof testId === 'string' ? { testId } : {}),
    ...(typeof model === 'string' ? { model } : {}),
    ...(isRecord(vars) ? { vars } : {}),
    ...(hub === true ? { hub } : {}),
  };
}

/** A run that somebody else describes; undefined when it names no prompt. */
export function runRequest(value: unknown): RunStart | undefined {
  if (!isRecord(value) || typeof value.uri !== 'string') return undefined;
  return { ...overrides(value), uri: value.uri };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
