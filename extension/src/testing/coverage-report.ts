import * as vscode from 'vscode';
import type { CoverageResult, CoveredBranch } from '@prompthub/protocol';
import type { LanguageService } from '../language/language-service';
import { toRange } from './report-outcome';

/** Tests by the prompt that they belong to. */
export type ChosenTests = ReadonlyMap<string, readonly vscode.TestItem[]>;

/** Tells the editor which branches of prompts tests reach. Nothing is run for that: the values of the tests say it. */
export class CoverageReport {
  readonly #language: LanguageService;
  readonly #details = new WeakMap<vscode.FileCoverage, vscode.FileCoverageDetail[]>();

  constructor(language: LanguageService) {
    this.#language = language;
  }

  async addTo(run: vscode.TestRun, tests: ChosenTests): Promise<void> {
    const { LspMethod, coverageResult } = await import('@prompthub/protocol');
    const prompts = [...tests].map(([uri, items]) => ({ uri, ids: items.map(({ id }) => id) }));
    const params = { prompts };
    const { files } = await this.#language.request(LspMethod.coverage, { params, result: coverageResult });
    for (const { uri, branches } of files) run.addCoverage(this.#fileCoverage(uri, branches));
  }

  /** What the editor asks for when somebody looks into a file. */
  detailsOf(file: vscode.FileCoverage): vscode.FileCoverageDetail[] {
    return this.#details.get(file) ?? [];
  }

  #fileCoverage(uri: string, branches: CoverageResult['files'][number]['branches']): vscode.FileCoverage {
    const details = detailsOf(branches);
    const file = vscode.FileCoverage.fromDetails(vscode.Uri.parse(uri), details);
    this.#details.set(file, details);
    return file;
  }
}

/** Each block is a statement with its branches; what stands in a branch are such as well, so that it is marked in the gutter. */
function detailsOf(branches: readonly CoveredBranch[]): vscode.StatementCoverage[] {
  const blocks = Map.groupBy(branches, ({ block: { start } }) => `${start.line}:${start.character}`);
  const deciding = [...blocks.values()].flatMap((ways) => {
    const [first] = ways;
    if (!first) return [];
    const reached = ways.reduce((sum, { reachedBy }) => sum + reachedBy, 0);
    return [new vscode.StatementCoverage(reached, toRange(first.tag), ways.map(branchCoverage))];
  });
  const printing = branches.flatMap(({ reachedBy, texts }) =>
    texts.map((text) => new vscode.StatementCoverage(reachedBy, toRange(text))),
  );
  return [...deciding, ...printing];
}

function branchCoverage({ reachedBy, tag, label }: CoveredBranch): vscode.BranchCoverage {
  return new vscode.BranchCoverage(reachedBy, toRange(tag), label);
}
