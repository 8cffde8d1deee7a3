import * as vscode from 'vscode';
import type { ProviderKey } from '@prompthub/protocol';
import type { Command } from '../app';
import { addHubKey, removeHubKey, replaceHubKey } from '../keys/hub-key-dialogs';
import { spendingPlace, type SpendingPlace } from '../spending/spending-place';
import { aboutProject } from './support/about-project';

/** The provider keys that the hub itself uses: of the linked project, and of its organization. Stored ones are never shown. */
export const manageHubKeys: Command = (app) =>
  aboutProject(app, { doing: 'The hub’s provider keys could not be managed' }, async (_project, link) => {
    const place = spendingPlace(await app.accounts.client(link.hub), link.project);
    while (await oneStep(place)) app.spending.refresh();
  });

/** Shows the list and does what is chosen; false when nothing was. */
async function oneStep(place: SpendingPlace): Promise<boolean> {
  const keys = await place.hub.project(`${place.organization}/${place.project}`).providerKeys();
  const items = keys.map((key) => ({
    label: `$(key) ${key.provider}`,
    description: `of the ${key.of}, ends in ${key.hint}`,
    detail: [key.baseUrl, `set ${new Date(key.updatedAt).toLocaleString()}`].filter(Boolean).join(' · '),
    key,
  }));
  const add = { label: '$(add) Add a key…', key: undefined };
  const picked = await vscode.window.showQuickPick([add, ...items], { title: 'Provider keys on the hub' });
  if (picked?.key) await change(place, picked.key);
  else if (picked) await addHubKey(place);
  return picked !== undefined;
}

async function change(place: SpendingPlace, key: ProviderKey): Promise<void> {
  const [replace, remove] = ['$(replace) Replace the key', '$(trash) Remove the key'];
  const choice = await vscode.window.showQuickPick([replace, remove], {
    title: `Key of ${key.provider} of the ${key.of}`,
  });
  if (choice === replace) await replaceHubKey(place, key);
  if (choice === remove) await removeHubKey(place, key);
}
