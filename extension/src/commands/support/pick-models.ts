import * as vscode from 'vscode';
import type { App } from '../../app';
import { hubName } from '../../hub/hub-address';
import { recentModels } from './recent-models';
import { choiceKey, modelItems, typedItems, type ModelChoice, type ModelFacts } from './model-choices';

interface Item extends vscode.QuickPickItem {
  readonly choice?: ModelChoice;
}

/** Which models are to answer, with `hub` also by the hub's keys; what was chosen for this prompt the last time is chosen already. */
export async function pickModels(
  app: App,
  uri: vscode.Uri,
  { title = 'Run on which models?', memory: kind = 'sideBySide', hub = true } = {},
): Promise<ModelChoice[] | undefined> {
  const memory = `${kind}:${uri.toString()}`;
  const facts = await factsOf(app, uri, app.context.workspaceState.get<ModelChoice[]>(memory, []));
  const chosen = await pick(hub ? facts : { ...facts, hub: undefined }, title);
  if (chosen) await app.context.workspaceState.update(memory, chosen);
  return chosen;
}

async function factsOf(app: App, uri: vscode.Uri, last: readonly ModelChoice[]): Promise<ModelFacts> {
  const { LspMethod, modelList } = await import('@prompthub/protocol');
  const [list, keys, editorModels] = await Promise.all([
    app.language.request(LspMethod.listModels, { params: { uri: uri.toString() }, result: modelList }),
    app.keys.list(),
    vscode.lm.selectChatModels(),
  ]);
  const hub = app.links.linkOf(uri)?.hub;
  return {
    ...list,
    recent: recentModels(app),
    keyed: keys.map(({ provider }) => provider),
    editor: editorModels.map(({ family, name }) => ({ model: `vscode/${family}`, name })),
    hub: hub === undefined ? undefined : hubName(hub),
    last,
  };
}

function pick(facts: ModelFacts, title: string): Promise<ModelChoice[] | undefined> {
  const items = modelItems(facts).map(toItem);
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = title;
  picker.placeholder = 'Choose several, or type provider/model';
  picker.canSelectMany = true;
  picker.items = items;
  picker.selectedItems = selectedAtFirst(items, facts);
  picker.onDidChangeValue((typed) => {
    const known = new Set(picker.items.map(({ choice }) => choice && choiceKey(choice)));
    const fresh = typedItems(typed, facts).filter(({ choice }) => choice && !known.has(choiceKey(choice)));
    if (fresh.length === 0) return;
    // New items would take the marks from the others. Those that were typed before stay where somebody chose them.
    const chosen = picker.selectedItems;
    const typedBefore = chosen.filter((item) => !items.includes(item));
    picker.items = [...fresh.map(toItem), ...typedBefore, ...items];
    picker.selectedItems = chosen;
  });
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      const chosen = picker.selectedItems.length > 0 ? picker.selectedItems : picker.activeItems;
      // In the order of the list, the prompt's own model first; what was typed comes last.
      const place = (item: Item): number => (items.includes(item) ? items.indexOf(item) : items.length);
      const choices = [...chosen].sort((a, b) => place(a) - place(b)).flatMap(({ choice }) => choice ?? []);
      if (choices.length === 0) return;
      resolve(choices);
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

/** What was chosen the last time, else the prompt's own model. */
function selectedAtFirst(items: readonly Item[], { last, own }: ModelFacts): Item[] {
  const wanted = last.length > 0 ? last : own === undefined ? [] : [{ model: own }];
  const keys = new Set(wanted.map(choiceKey));
  return items.filter(({ choice }) => choice && keys.has(choiceKey(choice)));
}

function toItem({ label, description, choice }: ReturnType<typeof modelItems>[number]): Item {
  if (!choice) return { label, kind: vscode.QuickPickItemKind.Separator };
  return { label, choice, alwaysShow: description === 'as typed', ...(description ? { description } : {}) };
}
