import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { hubName } from '../hub/hub-address';
import { startRun, withTest } from './run';
import type { ModelChoice } from './support/model-choices';
import { needsTrust } from './support/needs';
import { recentModels, rememberModels } from './support/recent-models';
import { targetPrompt } from './support/target';

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice?: ModelChoice;
}

/** Runs the prompt with another model than its own, or on the hub; the prompt is not changed. */
export const runWithModel: Command = async (app, argument) => {
  if (!(await needsTrust('Running prompts'))) return undefined;
  const uri = targetPrompt(argument);
  const choice = uri && (await choose(app, uri));
  if (!uri || !choice) return undefined;
  if (choice.model) await rememberModels(app, [choice.model]);
  return startRun(app, await withTest(app, { uri: uri.toString(), ...choice }));
};

/** A list to choose from, in which any `provider/model` may be typed. */
async function choose(app: App, uri: vscode.Uri): Promise<ModelChoice | undefined> {
  const editorModels = await vscode.lm.selectChatModels();
  const names = [
    ...recentModels(app).map((label) => ({ label, description: 'recently used' })),
    { label: 'echo/echo', description: 'answers with the rendered prompt; needs no key' },
    ...editorModels.map(({ family, name }) => ({
      label: `vscode/${family}`,
      description: `${name}, of the editor`,
    })),
  ];
  const models = [...new Map(names.reverse().map((item) => [item.label, item])).values()].reverse();
  const here = models.map((item): ChoiceItem => ({ ...item, choice: { model: item.label } }));
  const hub = app.links.linkOf(uri)?.hub;
  return pickOrType([...here, ...(hub ? hubItems(hub) : [])], (model) => [
    { label: model, description: 'as typed', alwaysShow: true, choice: { model } },
    ...(hub ? [{ ...hubItem(hub, model), alwaysShow: true, choice: { model, hub: true } }] : []),
  ]);
}

function hubItems(hub: string): ChoiceItem[] {
  return [
    { label: 'With the hub’s key', kind: vscode.QuickPickItemKind.Separator },
    { ...hubItem(hub, 'The prompt’s own model'), choice: { hub: true } },
  ];
}

function hubItem(hub: string, label: string): vscode.QuickPickItem {
  return { label: `$(cloud) ${label}`, description: `on ${hubName(hub)}, as published` };
}

function pickOrType(
  items: readonly ChoiceItem[],
  typedItems: (typed: string) => ChoiceItem[],
): Promise<ModelChoice | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<ChoiceItem>();
    pick.title = 'Run with which model?';
    pick.placeholder = 'Choose, or type provider/model';
    pick.items = items;
    pick.onDidChangeValue((typed) => {
      const isNew = typed.includes('/') && !items.some(({ label }) => label === typed);
      pick.items = isNew ? [...typedItems(typed), ...items] : items;
    });
    pick.onDidAccept(() => {
      // Enter may come before the list has what was typed or pasted.
      const typed = pick.value.includes('/') ? { model: pick.value } : undefined;
      resolve(pick.activeItems[0]?.choice ?? typed);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
