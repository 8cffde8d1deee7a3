import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { startRun, withTest } from './run';
import { needsTrust } from './support/needs';
import { targetPrompt } from './support/target';

const RECENT = 'recentModels';
const KEPT = 5;

/** Runs the prompt with another model than its own; the prompt is not changed. */
export const runWithModel: Command = async (app, argument) => {
  if (!(await needsTrust('Running prompts'))) return undefined;
  const uri = targetPrompt(argument);
  const model = uri && (await chooseModel(app));
  if (!uri || !model) return undefined;
  const recent = [model, ...recentModels(app).filter((name) => name !== model)].slice(0, KEPT);
  await app.context.globalState.update(RECENT, recent);
  return startRun(app, await withTest(app, { uri: uri.toString(), model }));
};

function recentModels(app: App): string[] {
  return app.context.globalState.get<string[]>(RECENT, []);
}

/** A list to choose from, in which any `provider/model` may be typed. */
async function chooseModel(app: App): Promise<string | undefined> {
  const editorModels = await vscode.lm.selectChatModels();
  const names = [
    ...recentModels(app).map((label) => ({ label, description: 'recently used' })),
    { label: 'echo/echo', description: 'answers with the rendered prompt; needs no key' },
    ...editorModels.map(({ family, name }) => ({
      label: `vscode/${family}`,
      description: `${name}, of the editor`,
    })),
  ];
  const items = [...new Map(names.reverse().map((item) => [item.label, item])).values()].reverse();
  return pickOrType(items);
}

function pickOrType(items: readonly vscode.QuickPickItem[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick();
    pick.title = 'Run with which model?';
    pick.placeholder = 'Choose, or type provider/model';
    pick.items = items;
    pick.onDidChangeValue((typed) => {
      const isNew = typed.includes('/') && !items.some(({ label }) => label === typed);
      pick.items = isNew ? [{ label: typed, description: 'as typed', alwaysShow: true }, ...items] : items;
    });
    pick.onDidAccept(() => {
      resolve(pick.activeItems[0]?.label);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
