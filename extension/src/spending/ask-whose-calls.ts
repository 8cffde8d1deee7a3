import * as vscode from 'vscode';
import type { ChargeScope } from '@prompthub/protocol';
import { allItems } from '../commands/support/all-items';
import type { SpendingPlace } from './spending-place';

interface Answer extends vscode.QuickPickItem {
  /** The scope, or the next question. */
  ask(): Promise<ChargeScope | undefined>;
}

/** Asks whose calls a new budget or limit shall count; undefined when the person goes away. */
export async function askWhoseCalls(place: SpendingPlace, title: string): Promise<ChargeScope | undefined> {
  const { organization, project } = place;
  const at = (label: string, scope: ChargeScope, description = ''): Answer => {
    return { label, description, ask: () => Promise.resolve(scope) };
  };
  const items: Answer[] = [
    at('$(organization) The whole organization', { scope: 'organization' }, organization),
    at('$(project) This project', { scope: 'project', project }, project),
    at('$(person) Each member', { scope: 'user' }, 'everyone with a count of their own'),
    at('$(key) Each personal token', { scope: 'key' }, 'every token with a count of its own'),
    { label: '$(person) One member…', ask: () => oneMember(place, title) },
    { label: '$(key) One of your personal tokens…', ask: () => oneToken(place, title) },
    { label: '$(file) One prompt…', ask: () => onePrompt(place, title) },
    { label: '$(server-environment) One environment…', ask: () => oneEnvironment(place, title) },
  ];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: 'Whose calls count?' });
  return picked?.ask();
}

async function oneMember({ hub, organization }: SpendingPlace, title: string) {
  const members = await allItems((cursor) => hub.organization(organization).members({ cursor }));
  return pick(
    title,
    members.map(({ name, email, userId }) => ({
      ...{ label: name, description: email },
      scope: { scope: 'user', user: userId },
    })),
  );
}

async function oneToken({ hub }: SpendingPlace, title: string) {
  const tokens = await allItems((cursor) => hub.personalTokens({ cursor }));
  return pick(
    title,
    tokens.map(({ name, id }) => ({ label: name, scope: { scope: 'key', key: id } })),
  );
}

async function onePrompt({ hub, organization, project }: SpendingPlace, title: string) {
  const acme = hub.project(`${organization}/${project}`);
  const prompts = await allItems((cursor) => acme.prompts({ cursor, kind: 'prompt' }));
  return pick(
    title,
    prompts.map(({ path }) => ({ label: path, scope: { scope: 'prompt', project, path } })),
  );
}

async function oneEnvironment({ hub, organization, project }: SpendingPlace, title: string) {
  const environments = await hub.project(`${organization}/${project}`).releases.environments();
  return pick(
    title,
    environments.map(({ name }) => ({
      label: name,
      scope: { scope: 'environment', project, environment: name },
    })),
  );
}

async function pick(
  title: string,
  items: readonly (vscode.QuickPickItem & { scope: ChargeScope })[],
): Promise<ChargeScope | undefined> {
  if (items.length > 0)
    return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Which one?' }))?.scope;
  void vscode.window.showInformationMessage('There is none yet.');
  return undefined;
}
