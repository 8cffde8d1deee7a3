import * as vscode from 'vscode';
import type { Environment } from '@prompthub/protocol';
import type { App, Command } from '../app';
import { aboutProject } from './support/about-project';
import { nameProblem } from './support/name-problem';
import { needsTrust } from './support/needs';

/** Makes an environment: its name, its place in the order of promotion, and whether it is protected. */
export const newEnvironment: Command = async (app, argument) => {
  if (!(await needsTrust('Making environments'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.newEnvironment', argument);
  return aboutProject(app, { doing: 'No environment was made', again }, async ({ releases }) => {
    const existing = (await releases.environments()).map(({ name }) => name);
    const name = await askForName(existing);
    const after = name === undefined ? undefined : await pickPlace(name, existing);
    const guarded = after && (await pickProtection(name));
    if (name === undefined || !after || !guarded) return undefined;
    const made = await releases.createEnvironment({ name, ...after, ...guarded });
    tellMade(app, made);
    return made;
  });
};

async function askForName(existing: readonly string[]): Promise<string | undefined> {
  const { environmentName } = await import('@prompthub/protocol');
  return vscode.window.showInputBox({
    title: 'New environment',
    prompt: 'Applications ask for prompts by this name',
    placeHolder: 'acceptance',
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (existing.includes(text)) return `There is an environment ${text} already`;
      return nameProblem(environmentName, text);
    },
  });
}

/** The hub puts one that stands behind none at the end. */
async function pickPlace(name: string, existing: readonly string[]): Promise<{ after?: string } | undefined> {
  const items = [...existing].reverse().map((after, index) => ({
    label: `$(arrow-down) After ${after}`,
    ...(index === 0 ? { description: 'last in the order of promotion' } : {}),
    place: { after },
  }));
  if (items.length === 0) return {};
  const options = { title: `Where does ${name} stand?`, placeHolder: 'Versions are promoted in this order' };
  return (await vscode.window.showQuickPick(items, options))?.place;
}

async function pickProtection(name: string | undefined): Promise<{ protected: boolean } | undefined> {
  const items = [
    {
      label: '$(server-environment) Open',
      description: 'whoever may publish deploys there',
      protected: false,
    },
    { label: '$(shield) Protected', description: 'only owners and admins deploy there', protected: true },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: `Who deploys to ${name}?` });
  return picked && { protected: picked.protected };
}

function tellMade(app: App, { name }: Environment): void {
  app.environments.refresh();
  void vscode.window.showInformationMessage(`Made the environment ${name}. Nothing is deployed there yet.`);
}
