import * as vscode from 'vscode';
import type { Command, EditingApp } from '../app';
import { targetPrompt } from './support/target';

/** Chooses the test whose values are shown beside the expressions and in the preview. */
export const selectTest: Command<EditingApp> = async (app, argument) => {
  const uri = targetPrompt(argument);
  if (!uri) return;
  const { LspMethod, testList } = await import('@prompthub/protocol');
  const params = { uri: uri.toString() };
  const { tests, selected } = await app.language.request(LspMethod.listTests, { params, result: testList });
  if (tests.length === 0) {
    void vscode.window.showInformationMessage(
      'This prompt has no tests yet; their values are what is shown inline.',
    );
    return;
  }
  const items = tests.map(({ id, description, mode }) => ({
    label: description,
    description: [mode === 'render' ? 'render only' : '', id === selected ? 'selected' : '']
      .filter(Boolean)
      .join(', '),
    id,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Values of which test?',
    placeHolder: 'Its values appear beside the expressions and in the preview',
  });
  if (!picked) return;
  const anything = { parse: (value: unknown) => value };
  await app.language.request(LspMethod.selectTest, {
    params: { ...params, testId: picked.id },
    result: anything,
  });
  app.preview.selectTest(uri, picked.id);
};
