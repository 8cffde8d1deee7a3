import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { Commit } from '@prompthub/protocol';
import type { App } from '../../app';
import { shortId } from '../../environments/environment-text';
import { HistoryModel, type HistoryRow } from '../../history/history-model';
import { loadRefs, type HistoryRef } from '../../history/history-refs';
import type { ProjectLink } from '../../hub/project-links';
import { relativeTime } from '../../versions/relative-time';
import { needsLink, needsSession } from './needs';
import { asVersionRow } from './target';
import { tellFailure, type FailureContext } from './tell-failure';

/** A version of a project that a command is about. */
export interface CommitTarget {
  readonly link: ProjectLink;
  readonly project: ProjectClient;
  readonly commit: Commit;
  /** Of this file alone: a filtered history and the Versions view show one. */
  readonly path: string | undefined;
}

interface Question extends FailureContext {
  /** What the command was given: by the graph, a hover, a row of the Versions view, or nothing. */
  readonly argument: unknown;
  /** Asks which version, when none was given. */
  readonly title: string;
}

/** Does something about the version that was given, or one that the person picks. Says in words what went wrong. */
export async function aboutCommit<T>(
  app: App,
  { argument, title, ...failure }: Question,
  act: (target: CommitTarget) => Promise<T>,
): Promise<T | undefined> {
  const link = givenLink(app, argument) ?? (await needsLink(app));
  if (!link || !(await needsSession(app, link.hub))) return undefined;
  try {
    const project = (await app.accounts.client(link.hub)).project(link.project);
    const id = givenId(argument);
    const commit =
      id === undefined ? await pickCommit({ link, project }, title) : await commitOf(app, project, id);
    return commit && (await act({ link, project, commit, path: givenPath(app, argument) }));
  } catch (error) {
    void tellFailure(app, error, failure);
    return undefined;
  }
}

/** Asks for a version by its name, its words or its id: names first, then the newest of the branch that the folder is on. */
export async function pickCommit(
  { link, project }: Pick<CommitTarget, 'link' | 'project'>,
  title: string,
): Promise<Commit | undefined> {
  const model = newestOf({ link, project });
  const items = async () => {
    const { question, rows } = await model;
    const names = [...question.refs.byCommit].flatMap(([id, refs]) => refs.map((ref) => nameItem(id, ref)));
    const separator = { label: 'Versions', kind: vscode.QuickPickItemKind.Separator, id: '' };
    return [...names, separator, ...rows.map(versionItem)];
  };
  const picked = await vscode.window.showQuickPick(items(), {
    title,
    placeHolder: 'A branch, a tag, an environment, words of a message or an id',
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  const { rows } = await model;
  return rows.find(({ commit }) => commit.id === picked.id)?.commit ?? project.commit(picked.id);
}

async function newestOf({ link, project }: Pick<CommitTarget, 'link' | 'project'>): Promise<HistoryModel> {
  const { branch } = link;
  const refs = await loadRefs(project, branch);
  const model = new HistoryModel({ project, refs, scope: { branch }, filter: {} });
  await model.loadMore();
  return model;
}

const ICONS: Record<HistoryRef['kind'], string> = {
  here: 'target',
  branch: 'git-branch',
  tag: 'tag',
  environment: 'server-environment',
};

function nameItem(id: string, { kind, name }: HistoryRef) {
  return { label: `$(${ICONS[kind]}) ${name}`, description: shortId(id), id };
}

function versionItem({ commit: { id, message, author, createdAt } }: HistoryRow) {
  const description = `${shortId(id)} · ${author.name}, ${relativeTime(createdAt, Date.now())}`;
  return { label: `$(git-commit) ${message.split('\n')[0]}`, description, id };
}

/** A version of the Versions view stands in the project of its file; one of the graph in the project that is shown. */
function givenLink({ links, history }: App, argument: unknown): ProjectLink | undefined {
  const row = asVersionRow(argument);
  if (row) return links.linkOf(row.uri);
  if (isRecord(argument) && typeof argument.uri === 'string')
    return links.linkOf(vscode.Uri.parse(argument.uri));
  const { state } = history;
  return givenId(argument) !== undefined && state.kind === 'shown' ? state.link : undefined;
}

function givenId(argument: unknown): string | undefined {
  const row = asVersionRow(argument);
  if (row) return row.commit.id;
  const id = isRecord(argument) ? argument.commit : undefined;
  return typeof id === 'string' && /^[0-9a-f]{40}$/.test(id) ? id : undefined;
}

function givenPath({ history }: App, argument: unknown): string | undefined {
  const row = asVersionRow(argument);
  if (row) return row.address.path;
  if (!isRecord(argument)) return undefined;
  // The menu of the graph names the version alone.
  if ('webviewSection' in argument) return history.filter.path;
  return typeof argument.path === 'string' ? argument.path : undefined;
}

async function commitOf({ history }: App, project: ProjectClient, id: string): Promise<Commit> {
  const { state } = history;
  const rows = state.kind === 'shown' && state.project.name === project.name ? state.model.rows : [];
  return rows.find(({ commit }) => commit.id === id)?.commit ?? project.commit(id);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
