import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { Deployment } from '@prompthub/protocol';
import type { App } from '../../app';
import { moveText, releaseName, shortId } from '../../environments/environment-text';
import { pointerOf, type ReleaseRow } from '../../environments/environments-view';
import { agree } from './agree';
import { askWhy, MAX_WHY } from './ask-why';
import { tellFailure } from './tell-failure';

interface Move {
  readonly project: ProjectClient;
  /** Where to: an environment, or one prompt there. */
  readonly row: ReleaseRow;
  /** What is done: `Roll back production`. */
  readonly title: string;
  /** The button that does it where the environment is protected. */
  readonly yes: string;
  readonly act: (body: {
    path: string | undefined;
    why: string;
    expected: string | null;
  }) => Promise<Deployment>;
}

/** What was typed for a move that did not come to be: it need not be typed again. */
let unsent: string | undefined;

/**
 * Asks why, and for protected environments whether that is really meant; then moves, and offers to take it back. Undefined
 * when the person thought better of it. The hub refuses when somebody else was faster.
 */
export async function moveRelease(
  app: App,
  { project, row, title, yes, act }: Move,
): Promise<Deployment | undefined> {
  const why = await askWhy({ title, prompt: 'Stays in the history of deployments', value: unsent });
  if (why === undefined || !(await agrees(row, { title, yes, why }))) return undefined;
  unsent = why;
  const expected = pointerOf(row)?.commit ?? null;
  try {
    const deployment = await vscode.window.withProgress(
      { location: { viewId: 'prompthub.environments' } },
      () => act({ path: row.path, why, expected }),
    );
    unsent = undefined;
    void offerUndo(app, project, deployment);
    return deployment;
  } finally {
    app.environments.refresh();
  }
}

async function agrees(
  row: ReleaseRow,
  { title, yes, why }: { title: string; yes: string; why: string },
): Promise<boolean> {
  const { name, protected: guarded } = row.environment;
  if (!guarded) return true;
  const now = pointerOf(row);
  const runs = now ? ` It runs ${shortId(now.commit)} now, by ${now.by.name}.` : '';
  const detail = `${name} is protected.${runs}\n\n“${why}”`;
  return agree({ question: `${title}?`, detail, yes });
}

async function offerUndo(app: App, project: ProjectClient, move: Deployment): Promise<void> {
  const undo = 'Undo';
  if ((await vscode.window.showInformationMessage(moveText(move), undo)) !== undo) return;
  try {
    const undone = await takeBack(project, move);
    void vscode.window.showInformationMessage(`Undone. ${moveText(undone)}`);
  } catch (error) {
    void tellFailure(app, error, { doing: `${releaseName(move)} stays as it is` });
  } finally {
    app.environments.refresh();
  }
}

/** A roll-back goes one step further back each time, so that it cannot be undone by another one; nor can a first deployment. */
function takeBack(project: ProjectClient, move: Deployment): Promise<Deployment> {
  const { environment, path, from, to, kind } = move;
  const why = `Undo: ${move.why}`.slice(0, MAX_WHY);
  const body = { path, why, expected: to ?? null };
  return from !== undefined && kind !== 'rolled-back'
    ? project.releases.rollBack(environment, body)
    : project.releases.deploy(environment, { ...body, ref: from ?? null });
}
