import * as vscode from 'vscode';
import type { OrganizationClient } from '@prompthub/client';
import type { ProviderKey } from '@prompthub/protocol';
import type { Command } from '../app';
import { allItems } from './support/all-items';
import { manageOrganization } from './support/manage-organization';

const PROVIDERS = ['openai', 'anthropic', 'azure'];

/** The provider keys that the hub itself uses for the linked project's organization. Stored ones are never shown. */
export const manageHubKeys: Command = (app) => manageOrganization(app, 'The hub’s provider keys', oneStep);

async function oneStep(organization: OrganizationClient): Promise<boolean> {
  const keys = await allItems((cursor) => organization.providerKeys({ cursor }));
  const items = keys.map((key) => ({
    label: `$(key) ${key.provider}`,
    description: `ends in ${key.hint}`,
    detail: [key.baseUrl, `set ${new Date(key.updatedAt).toLocaleString()}`].filter(Boolean).join(' · '),
    key,
  }));
  const add = { label: '$(add) Add a key…', key: undefined };
  const picked = await vscode.window.showQuickPick([add, ...items], {
    title: `Provider keys of ${organization.slug} on the hub`,
  });
  if (picked?.key) await change(organization, picked.key);
  else if (picked) await addKey(organization);
  return picked !== undefined;
}

async function change(organization: OrganizationClient, { provider, baseUrl }: ProviderKey): Promise<void> {
  const [replace, remove] = ['$(replace) Replace the key', '$(trash) Remove the key'];
  const choice = await vscode.window.showQuickPick([replace, remove], {
    title: `Key of ${provider} on the hub`,
  });
  if (choice === replace) await store(organization, { provider, baseUrl });
  if (choice !== remove) return;
  const yes = 'Remove';
  const sure = await vscode.window.showWarningMessage(
    `Remove the ${provider} key from the hub?`,
    { modal: true },
    yes,
  );
  if (sure === yes) await organization.deleteProviderKey(provider);
}

async function addKey(organization: OrganizationClient): Promise<void> {
  const other = 'An OpenAI-compatible endpoint…';
  const picked = await vscode.window.showQuickPick([...PROVIDERS, other], {
    title: 'Key of which provider?',
  });
  if (!picked) return;
  if (picked !== other && picked !== 'azure')
    return store(organization, { provider: picked, baseUrl: undefined });
  const provider =
    picked === other
      ? await vscode.window.showInputBox({ title: 'Name of the endpoint', prompt: 'As in `model: name/…`' })
      : picked;
  if (!provider) return;
  const baseUrl = await vscode.window.showInputBox({
    title: `Address of ${provider}`,
    placeHolder: 'https://…/v1',
    ignoreFocusOut: true,
    validateInput: (text) => (URL.canParse(text) && /^https?:/.test(text) ? undefined : 'An http(s) address'),
  });
  if (baseUrl) await store(organization, { provider, baseUrl });
}

async function store(
  organization: OrganizationClient,
  { provider, baseUrl }: { provider: string; baseUrl: string | undefined },
): Promise<void> {
  const key = await vscode.window.showInputBox({
    title: `Key of ${provider} for the hub`,
    prompt: 'Stored encrypted on the hub and never shown again',
    password: true,
    ignoreFocusOut: true,
  });
  if (!key) return;
  await organization.setProviderKey(provider, { key: key.trim(), baseUrl });
  void vscode.window.showInformationMessage(`The hub now has the ${provider} key.`);
}
