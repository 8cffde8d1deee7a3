import * as vscode from 'vscode';
import { isServed } from '../../language/served-schemes';
import type { ReleaseRow } from '../../environments/environments-view';
import type { ExperimentRow } from '../../experiments/experiments-view';
import type { TestRunRow } from '../../hub-tests/hub-tests-view';
import type { PromptRow } from '../../prompts/prompts-view';
import { asChangeRows } from '../../source-control/change-row';
import type { VersionRow } from '../../versions/versions-view';

/**
 * The prompt that a command is about: what the menu, lens or view handed over, else the prompt being edited.
 * Undefined, after telling the person, when there is none.
 */
export function targetPrompt(argument: unknown): vscode.Uri | undefined {
  const uri = toUri(argument) ?? activePrompt();
  if (!uri) void vscode.window.showInformationMessage('Open a .prompt file first.');
  return uri;
}

/** The address in a command's argument: a Uri, its text, or anything that has one in `uri` or `resourceUri`. */
export function toUri(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === 'string') return vscode.Uri.parse(argument);
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('uri' in argument) return toUri(argument.uri);
  if ('resourceUri' in argument) return toUri(argument.resourceUri);
  if ('scheme' in argument && 'path' in argument) return vscode.Uri.from(argument as vscode.Uri);
  return undefined;
}

export function asVersionRow(argument: unknown): VersionRow | undefined {
  return hasKind(argument, 'version') ? (argument as VersionRow) : undefined;
}

export function asReleaseRow(argument: unknown): ReleaseRow | undefined {
  return hasKind(argument, 'release') ? (argument as ReleaseRow) : undefined;
}

export function asExperimentRow(argument: unknown): ExperimentRow | undefined {
  return hasKind(argument, 'experiment') ? (argument as ExperimentRow) : undefined;
}

export function asTestRunRow(argument: unknown): TestRunRow | undefined {
  return hasKind(argument, 'test-run') ? (argument as TestRunRow) : undefined;
}

/** Paths of the files that were chosen in the Prompts view or in Source Control; undefined when none were. */
export function chosenPaths(args: readonly unknown[]): string[] | undefined {
  const paths = [
    ...promptRows(args).map(({ node }) => node.path),
    ...asChangeRows(args).map(({ file }) => file.path),
  ];
  return paths.length > 0 ? paths : undefined;
}

/** Rows of the Prompts view, as its context menu hands them over: the clicked one, then all that are selected. */
function promptRows(args: readonly unknown[]): PromptRow[] {
  const isRow = (value: unknown): value is PromptRow =>
    typeof value === 'object' && value !== null && 'node' in value;
  const selected = Array.isArray(args[1]) ? args[1].filter(isRow) : [];
  if (selected.length > 0) return selected;
  return isRow(args[0]) ? [args[0]] : [];
}

function hasKind(argument: unknown, kind: string): argument is object {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && argument.kind === kind;
}

function activePrompt(): vscode.Uri | undefined {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(isPrompt);
  return editor && isPrompt(editor)
    ? editor.document.uri
    : vscode.window.visibleTextEditors.find(isPrompt)?.document.uri;
}

function isPrompt({ document }: vscode.TextEditor): boolean {
  return document.languageId === 'dotprompt' && isServed(document.uri);
}
