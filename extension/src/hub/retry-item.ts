import * as vscode from 'vscode';
import { hubName } from './hub-address';

/** The row of a view whose hub could not be asked: says so, and asks again when clicked. */
export function retryItem(hub: string, problem: string): vscode.TreeItem {
  const item = new vscode.TreeItem('Try again');
  item.id = 'retry';
  item.description = `${hubName(hub)} could not be asked`;
  item.tooltip = problem;
  item.iconPath = new vscode.ThemeIcon('refresh');
  item.command = { command: 'prompthub.refresh', title: 'Try Again' };
  return item;
}
