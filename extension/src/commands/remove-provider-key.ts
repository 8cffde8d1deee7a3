import * as vscode from 'vscode';
import type { Command } from '../app';

/** Deletes a stored provider key. */
export const removeProviderKey: Command = async (app) => {
  const places = await app.keys.list();
  if (places.length === 0) {
    void vscode.window.showInformationMessage('No provider keys are stored.');
    return;
  }
  const items = places.map((place) => ({ label: place.provider, description: place.host, place }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Remove the key of which provider?' });
  if (!picked) return;
  await app.keys.remove(picked.place);
  void vscode.window.showInformationMessage(
    `Removed the ${picked.place.provider} key for ${picked.place.host}.`,
  );
};
