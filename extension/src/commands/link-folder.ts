import * as vscode from 'vscode';
import type { HubClient } from '@prompthub/client';
import type { App, Command } from '../app';
import { allItems } from './support/all-items';
import { chooseHub } from './support/choose-hub';
import { createOrganization, createProject } from './support/create-on-hub';
import { linkText, type LinkValues } from './support/link-text';
import { needsTrust } from './support/needs';
import { signInTo } from './support/sign-in-to';
import { tellFailure } from './support/tell-failure';

const LINK_FILE = 'prompthub.yaml';
const NEW_ORGANIZATION = '$(add) Create an organization…';
const NEW_PROJECT = '$(add) Create a project…';

/** Links a folder of the workspace to a project of a hub: writes `prompthub.yaml`. */
export const linkFolder: Command = async (app) => {
  if (!(await needsTrust('Linking'))) return undefined;
  const root = await chooseFolder();
  const hub = root && (await chooseHub(app));
  if (!root || !hub) return undefined;
  if (!(await app.accounts.session(hub)) && !(await signInTo(app, hub))) return undefined;
  try {
    const client = await app.accounts.client(hub);
    const organization = await chooseOrganization(client);
    const project = organization && (await chooseProject(client, organization));
    const folder = project && (await choosePromptFolder(root));
    if (!organization || !project || !folder) return undefined;
    return await writeLink(app, root, { hub, project: `${organization}/${project}`, folder });
  } catch (error) {
    await tellFailure(app, error, { doing: 'The folder was not linked' });
    return undefined;
  }
};

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1)
    return (await vscode.window.showWorkspaceFolderPick({ placeHolder: 'Link which folder?' }))?.uri;
  if (!folders[0]) void vscode.window.showInformationMessage('Open a folder first, then link it.');
  return folders[0]?.uri;
}

async function chooseOrganization(client: HubClient): Promise<string | undefined> {
  const organizations = await allItems((cursor) => client.organizations({ cursor }));
  const items = organizations.map(({ name, slug, role }) => ({
    label: name,
    description: slug,
    detail: `You are ${role}`,
    slug,
  }));
  const title = 'Link to a project of which organization?';
  const picked = await vscode.window.showQuickPick([...items, { label: NEW_ORGANIZATION, slug: undefined }], {
    title,
  });
  return picked && (picked.slug ?? createOrganization(client));
}

async function chooseProject(client: HubClient, organization: string): Promise<string | undefined> {
  const there = client.organization(organization);
  const projects = await allItems((cursor) => there.projects({ cursor }));
  const items = projects.map(({ name, slug, description }) => ({
    label: name,
    description: slug,
    detail: description,
    slug,
  }));
  const title = `Which project of ${organization}?`;
  const picked = await vscode.window.showQuickPick([...items, { label: NEW_PROJECT, slug: undefined }], {
    title,
  });
  return picked && (picked.slug ?? createProject(client, organization));
}

/** Only asks when there is something to choose. */
async function choosePromptFolder(root: vscode.Uri): Promise<string | undefined> {
  const entries = await vscode.workspace.fs.readDirectory(root);
  const hasPrompts = entries.some(([name, type]) => name === 'prompts' && type === vscode.FileType.Directory);
  if (!hasPrompts) return '.';
  const items = [
    { label: 'prompts', description: 'only this folder belongs to the project', value: 'prompts' },
    { label: 'The whole folder', description: 'every prompt in it', value: '.' },
  ];
  return (await vscode.window.showQuickPick(items, { title: 'Where do the project’s files lie?' }))?.value;
}

async function writeLink(app: App, root: vscode.Uri, values: LinkValues): Promise<LinkValues> {
  const file = vscode.Uri.joinPath(root, LINK_FILE);
  const earlier = await vscode.workspace.fs.readFile(file).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => undefined,
  );
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(linkText(earlier, values)));
  await app.links.reload();
  await app.status.refresh();
  void tellLinked(values);
  return values;
}

async function tellLinked({ project }: LinkValues): Promise<void> {
  const [pull, publish] = ['Pull', 'Publish…'];
  const choice = await vscode.window.showInformationMessage(`Linked to ${project}.`, pull, publish);
  if (choice === pull) await vscode.commands.executeCommand('prompthub.pull');
  if (choice === publish) await vscode.commands.executeCommand('prompthub.publish');
}
