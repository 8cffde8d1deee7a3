import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { App } from '../../app';
import { changedFiles, type Files } from '../../environments/changed-files';
import { shortId } from '../../environments/environment-text';
import { pointerOf, type ReleaseRow } from '../../environments/environments-view';
import type { ProjectLink } from '../../hub/project-links';
import { versionUri } from '../../versions/version-content';
import { fileUri } from './project-files';

/** A state of a project that can be compared with another: its files, and where each can be read. */
export interface ProjectState {
  readonly name: string;
  readonly files: Files;
  readonly uri: (path: string) => vscode.Uri;
}

/** What the environment runs: the project's version, and those of prompts that have their own. Undefined: nothing. */
export async function deployedState(
  project: ProjectClient,
  row: ReleaseRow,
): Promise<(ProjectState & { readonly commit: string }) | undefined> {
  const { environment, link } = row;
  const commit = (pointerOf(row) ?? environment.project)?.commit;
  if (commit === undefined) return undefined;
  const own = row.path === undefined ? environment.prompts : [];
  const commits = new Map(own.map((pointer) => [pointer.path, pointer.commit]));
  const { items } = await project.files({ ref: commit });
  const files = new Map(items.map(({ path, blob }) => [path, blob]));
  for (const [path, ref] of commits) files.set(path, (await project.file(path, { ref })).blob);
  const uri = (path: string) =>
    versionAt(link, { path, commit: commits.get(path) ?? commit, missing: !files.has(path) });
  return { name: `${environment.name} ${shortId(commit)}`, files, uri, commit };
}

/** A version of the project; `ref` undefined is the default branch. */
export async function publishedState(
  project: ProjectClient,
  link: ProjectLink,
  ref?: string,
): Promise<ProjectState | undefined> {
  const { ref: name, commit, items } = await project.files({ ref });
  if (commit === undefined) return undefined;
  const files = new Map(items.map(({ path, blob }) => [path, blob]));
  const uri = (path: string) => versionAt(link, { path, commit, missing: !files.has(path) });
  return { name: ref === undefined ? name : shortId(commit), files, uri };
}

/** The files as they are here, to be compared with a version. */
export async function localState(app: App, link: ProjectLink, commit: string): Promise<ProjectState> {
  const copy = await app.status.workingCopy(link);
  const files = new Map<string, string>();
  for (const { path, local } of await copy.status({ offline: true }))
    if (local !== undefined) files.set(path, local);
  const uri = (path: string) =>
    files.has(path) ? fileUri(link, path) : versionAt(link, { path, commit, missing: true });
  return { name: 'working copy', files, uri };
}

/** Before anything was deployed, and after all was withdrawn. */
export function noState(link: ProjectLink, commit: string): ProjectState {
  const uri = (path: string) => versionAt(link, { path, commit, missing: true });
  return { name: 'nothing', files: new Map(), uri };
}

/** Shows what differs: one file as a comparison, several as a list of them. */
export async function showChanges(before: ProjectState, after: ProjectState, path?: string): Promise<void> {
  const changed = changedFiles(before.files, after.files, path);
  const [only] = changed;
  const title = `${before.name} ↔ ${after.name}`;
  if (only === undefined) {
    const what = path === undefined ? 'the project' : path;
    void vscode.window.showInformationMessage(`No difference in ${what} (${title}).`);
  } else if (changed.length === 1) {
    const name = `${only.split('/').at(-1)} (${title})`;
    await vscode.commands.executeCommand('vscode.diff', before.uri(only), after.uri(only), name);
  } else {
    const resources = changed.map((one) => [after.uri(one), before.uri(one), after.uri(one)]);
    await vscode.commands.executeCommand('vscode.changes', title, resources);
  }
}

function versionAt(
  { hub, project }: ProjectLink,
  { missing, ...version }: { path: string; commit: string; missing: boolean },
): vscode.Uri {
  return versionUri({ hub, project, ...version, ...(missing ? { missing } : {}) });
}
