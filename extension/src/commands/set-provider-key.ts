import * as vscode from 'vscode';
import type { App, Command } from '../app';
import type { KeyPlace } from '../keys/provider-keys';
import { needsTrust } from './support/needs';

/** Where the providers' own servers are; a key is bound to its host. */
const HOSTS: Readonly<Record<string, string>> = {
  openai: 'api.openai.com',
  anthropic: 'api.anthropic.com',
};

/** Stores a key for one provider and one host in the editor's secret storage. */
export const setProviderKey: Command = async (app, argument) => {
  // Files of the workspace name hosts for keys here.
  if (!(await needsTrust('Storing provider keys'))) return;
  const place = await choosePlace(app, typeof argument === 'string' ? argument : undefined);
  if (!place) return;
  const key = await vscode.window.showInputBox({
    title: `Key of ${place.provider} for ${place.host}`,
    prompt: `Kept in the editor’s secret storage, and sent to ${place.host} alone`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\x21-\x7e]+$/.test(text.trim()) ? undefined : 'Paste the key, without spaces',
  });
  if (!key) return;
  await app.keys.set(place, key.trim());
  void vscode.window.showInformationMessage(`Stored the ${place.provider} key for ${place.host}.`);
};

async function choosePlace(app: App, named: string | undefined): Promise<KeyPlace | undefined> {
  const places = knownPlaces(app);
  const known = named && places.find(({ provider }) => provider === named);
  if (known) return known.host ? { provider: known.provider, host: known.host } : withHost(known.provider);
  const items = [
    ...places.map(({ provider, host }) => ({
      label: provider,
      description: host ?? 'asks for your resource’s host',
      provider,
      host,
    })),
    {
      label: '$(add) Another endpoint…',
      description: 'of your prompthub.yaml',
      provider: undefined,
      host: undefined,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: 'Key of which provider?' });
  if (!picked) return undefined;
  const provider = picked.provider ?? (await askForProvider());
  if (!provider) return undefined;
  return picked.host ? { provider, host: picked.host } : withHost(provider);
}

function knownPlaces({ links }: App): { provider: string; host: string | undefined }[] {
  const endpoints = Object.entries(links.current?.settings.endpoints ?? {});
  const named = endpoints.map(([provider, { baseUrl }]) => ({ provider, host: new URL(baseUrl).host }));
  const own = Object.entries(HOSTS).map(([provider, host]) => ({ provider, host }));
  const azure = named.some(({ provider }) => provider === 'azure')
    ? []
    : [{ provider: 'azure', host: undefined }];
  return [
    ...named,
    ...own.filter(({ provider }) => !named.some((one) => one.provider === provider)),
    ...azure,
  ];
}

async function askForProvider(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Name of the endpoint',
    prompt: 'As in `model: name/…`',
    validateInput: (text) =>
      /^[a-z0-9-]+$/.test(text) ? undefined : 'Lower-case letters, digits and hyphens',
  });
}

async function withHost(provider: string): Promise<KeyPlace | undefined> {
  const host = await vscode.window.showInputBox({
    title: `Host of ${provider}`,
    prompt: 'The key is sent to this host alone, for example my-resource.openai.azure.com or localhost:11434',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\w.-]+(?::\d+)?$/.test(text) ? undefined : 'A host, with a port if it has one',
  });
  return host ? { provider, host } : undefined;
}
