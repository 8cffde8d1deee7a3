import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { isEmptyFilter } from '../history/history-filter';
import { needsLink, needsSession } from './support/needs';
import { tellFailure } from './support/tell-failure';

/** Shows only some of the history: of one author, of one prompt, or with these words. One narrows the other. */
export const filterHistory: Command = async (app) => {
  const link = await needsLink(app);
  if (!link || !(await needsSession(app, link.hub))) return;
  const { filter } = app.history;
  const clear = { label: '$(clear-all) Clear the filter', description: '', ask: () => Promise.resolve({}) };
  const items = [
    { label: '$(person) Author…', description: filter.author ?? '', ask: () => askAuthor(app) },
    { label: '$(file) Prompt…', description: filter.path ?? '', ask: () => askPath(app) },
    { label: '$(search) Message or ID…', description: filter.text ?? '', ask: () => askText(filter.text) },
    ...(isEmptyFilter(filter) ? [] : [clear]),
  ];
  const picked = await vscode.window.showQuickPick(items, { title: 'Show which versions?' });
  try {
    const narrower = await picked?.ask();
    if (!narrower) return;
    await app.history.show({ filter: picked === clear ? {} : { ...filter, ...narrower } });
    await app.historyView.reveal();
  } catch (error) {
    void tellFailure(app, error, { doing: 'The history is not filtered' });
  }
};

/** Who wrote what has been loaded so far; anybody else by name. */
async function askAuthor({ history }: App): Promise<{ author: string } | undefined> {
  const { state } = history;
  const names = state.kind === 'shown' ? state.model.rows.map(({ commit }) => commit.author.name) : [];
  const other = { label: '$(edit) Somebody else…', author: undefined };
  const known = [...new Set(names)].sort().map((author) => ({ label: `$(person) ${author}`, author }));
  const picked = await vscode.window.showQuickPick([...known, other], { title: 'Versions of which author?' });
  if (!picked) return undefined;
  if (picked.author !== undefined) return { author: picked.author };
  const typed = await vscode.window.showInputBox({
    title: 'Name of the author',
    placeHolder: 'Ada Lovelace',
  });
  return typed?.trim() ? { author: typed.trim() } : undefined;
}

/** The prompt that is being edited first. */
async function askPath({ links, status }: App): Promise<{ path: string } | undefined> {
  const editor = vscode.window.activeTextEditor;
  const active = editor && links.projectPath(editor.document.uri);
  const paths = status.snapshot.files.map(({ path }) => path).sort();
  const items = [...(active === undefined ? [] : [active]), ...paths.filter((path) => path !== active)].map(
    (path) => ({ label: path, description: path === active ? 'being edited' : '' }),
  );
  const picked = await vscode.window.showQuickPick(items, { title: 'Versions of which prompt?' });
  return picked && { path: picked.label };
}

async function askText(value = ''): Promise<{ text: string } | undefined> {
  const prompt = 'Words of the message, or the beginning of an id';
  const text = await vscode.window.showInputBox({ title: 'Versions with which words?', prompt, value });
  return text?.trim() ? { text: text.trim() } : undefined;
}
