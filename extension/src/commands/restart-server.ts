import * as vscode from 'vscode';
import type { Command, EditingApp } from '../app';
import { tellFailure } from './support/tell-failure';

/** Ends the language server and starts it anew. */
export const restartServer: Command<EditingApp> = async (app) => {
  try {
    await app.language.restart();
    vscode.window.setStatusBarMessage('PromptHub: language server restarted', 3000);
  } catch (error) {
    await tellFailure(app, error, { doing: 'The language server could not be started' });
  }
};
