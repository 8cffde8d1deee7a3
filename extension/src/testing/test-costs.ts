import * as vscode from 'vscode';
import type { CostEstimate, MatrixColumn } from '@prompthub/protocol';
import type { LanguageService } from '../language/language-service';
import { costQuestion } from './cost-words';

/** Tests of prompts, as the server is asked for them. */
export type WantedTests = readonly { readonly uri: string; readonly ids?: readonly string[] }[];

export interface WantedRun {
  readonly prompts: WantedTests;
  readonly columns?: readonly MatrixColumn[];
  readonly texts?: readonly GivenText[];
}

/** Another text of a prompt: a variant that is no file here. */
export interface GivenText {
  readonly uri: string;
  readonly variant: string;
  readonly source: string;
  readonly partials: Readonly<Record<string, string>>;
}

/** What running tests may cost; nothing is asked for that. */
export async function estimateTests(language: LanguageService, params: WantedRun): Promise<CostEstimate> {
  const { LspMethod, costEstimate } = await import('@prompthub/protocol');
  return language.request(LspMethod.estimateTests, { params, result: costEstimate });
}

/** Whether tests may run: they are few and cheap, or the person agrees. */
export async function mayCost(language: LanguageService, wanted: WantedRun): Promise<boolean> {
  const settings = vscode.workspace.getConfiguration('prompthub');
  const limits = { usd: settings.get('test.askAboveUsd', 1), calls: settings.get('test.askAboveCalls', 100) };
  const question = costQuestion(await estimateTests(language, wanted), limits);
  if (question === undefined) return true;
  const detail =
    'Estimated with usual answers. From which size on this is asked is in the settings, under “prompthub.test”.';
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, 'Run')) === 'Run';
}
