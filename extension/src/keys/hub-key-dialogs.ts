import * as vscode from 'vscode';
import type { OrganizationClient, ProjectClient } from '@prompthub/client';
import type { ProviderKey } from '@prompthub/protocol';
import type { SpendingPlace } from '../spending/spending-place';

type KeyOwner = ProviderKey['of'];
type NamedKey = Pick<ProviderKey, 'provider' | 'of'> & { readonly baseUrl?: string | undefined };

const PROVIDERS = ['openai', 'anthropic', 'azure'];

/** Asks for whom, of which provider and where, and stores the key on the hub; true when it did. */
export async function addHubKey(place: SpendingPlace): Promise<boolean> {
  const of = await askOwner(place);
  const provider = of && (await askProvider());
  if (!of || !provider) return false;
  const own = provider === 'openai' || provider === 'anthropic';
  const baseUrl = own ? undefined : await askAddress(provider);
  return (own || baseUrl !== undefined) && replaceHubKey(place, { provider, of, baseUrl });
}

/** The key goes from the input box to the hub, and is kept nowhere here. */
export async function replaceHubKey(
  place: SpendingPlace,
  { provider, of, baseUrl }: NamedKey,
): Promise<boolean> {
  const owner = ownerName(place, of);
  const key = await vscode.window.showInputBox({
    title: `Key of ${provider} for ${owner}`,
    prompt: 'Kept encrypted on the hub and never shown again',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\x21-\x7e]+$/.test(text.trim()) ? undefined : 'Paste the key, without spaces',
  });
  if (!key) return false;
  await ownerClient(place, of).setProviderKey(provider, { key: key.trim(), baseUrl });
  void vscode.window.showInformationMessage(`The hub now has the ${provider} key of ${owner}.`);
  return true;
}

export async function removeHubKey(place: SpendingPlace, { provider, of }: NamedKey): Promise<boolean> {
  const yes = 'Remove';
  const question = `Remove the ${provider} key of ${ownerName(place, of)} from the hub?`;
  const detail =
    of === 'project'
      ? 'From then on its prompts run with the organization’s key, if there is one.'
      : 'Projects without a key of their own cannot run prompts of this provider on the hub from then on.';
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return false;
  await ownerClient(place, of).deleteProviderKey(provider);
  return true;
}

function ownerClient(
  { hub, organization, project }: SpendingPlace,
  of: KeyOwner,
): OrganizationClient | ProjectClient {
  return of === 'project' ? hub.project(`${organization}/${project}`) : hub.organization(organization);
}

function ownerName({ organization, project }: SpendingPlace, of: KeyOwner): string {
  return of === 'project' ? `project ${project}` : `organization ${organization}`;
}

async function askOwner({ organization, project }: SpendingPlace): Promise<KeyOwner | undefined> {
  const items: (vscode.QuickPickItem & { of: KeyOwner })[] = [
    {
      label: `$(organization) Organization ${organization}`,
      description: 'for all of its projects',
      of: 'organization',
    },
    { label: `$(project) Project ${project}`, description: 'comes before the organization’s', of: 'project' },
  ];
  const options = { title: 'New key on the hub', placeHolder: 'Who uses it?' };
  return (await vscode.window.showQuickPick(items, options))?.of;
}

async function askProvider(): Promise<string | undefined> {
  const other = 'An OpenAI-compatible endpoint…';
  const picked = await vscode.window.showQuickPick([...PROVIDERS, other], {
    title: 'Key of which provider?',
  });
  if (picked !== other) return picked;
  return vscode.window.showInputBox({
    title: 'Name of the endpoint',
    prompt: 'As in `model: name/…`',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[a-z0-9-]+$/.test(text) ? undefined : 'Lower-case letters, digits and hyphens',
  });
}

async function askAddress(provider: string): Promise<string | undefined> {
  const address = await vscode.window.showInputBox({
    title: `Address of ${provider}`,
    placeHolder: 'https://…/v1',
    ignoreFocusOut: true,
    validateInput: (text) => (URL.canParse(text) && /^https?:/.test(text) ? undefined : 'An http(s) address'),
  });
  return address === '' ? undefined : address;
}
