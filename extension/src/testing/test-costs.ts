import * as vscode from 'vscode';
import type { CostEstimate, MatrixColumn } from '@prompthub/protocol';
import type { LanguageService } from '../language/language-service';
import { costQuestion } from './cost-words';

/** Tests of prompts, as the server is asked for them. */
export type WantedTests = readonly { readonly uri: string; readonly ids?: readonly string[] }[];

/** What running tests may cost; nothing is asked for that. */
export async function estimateTests(
  language: LanguageService,
  prompts: WantedTests,
  columns?: readonly MatrixColumn[],
): Promise<CostEstimate> {
  const { LspMethod, costEstimate } = await import('@prompthub/protocol');
  const params = { prompts, ...(columns && { columns }) };
  return language.request(LspMethod.estimateTests, { params, result: costEstimate });
}

/** Whether tests may run: they are few and cheap, or the person agrees. */
export async function mayCost(
  language: LanguageService,
  prompts: WantedTests,
  columns?: readonly MatrixColumn[],
): Promise<boolean> {
  const settings = vscode.workspace.getConfiguration('prompthub');
  const limits = { usd: settings.get('test.askAboveUsd', 1), calls: settings.get('test.askAboveCalls', 100) };
  const question = costQuestion(await estimateTests(language, prompts, columns), limits);
  if (question === undefined) return true;
  const detail =
    'Estimated with usual answers. From which size on this is asked is in the settings, under “prompthub.test”.';
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, 'Run')) === 'Run';
}
