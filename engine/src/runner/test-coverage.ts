import {
  branchCoverage,
  branchesOf,
  compile,
  RenderError,
  type BranchCoverage,
  type CompiledPrompt,
  type PromptTree,
  type RenderOptions,
} from '@prompthub/core';
import type { TestCase } from './test-case';

/**
 * Which branches of a prompt, and of the partials it can reach, are taken with the values of the tests (those of the rows, where they have
 * a dataset), and by how many of them. Nobody is asked anything: the prompt is rendered only. A test that is written
 * wrongly reaches nothing, and one whose rendering fails reaches what comes before. Rejects only with what a resolver of
 * `options` rejects with.
 */
export async function testCoverage(
  tree: PromptTree,
  tests: readonly TestCase[],
  options: RenderOptions = {},
): Promise<BranchCoverage[]> {
  const branches = await branchesOf(tree, options);
  if (branches.length === 0) return [];
  let reached = new Set<string>();
  const compiled = await compile(tree, { ...options, onBranch: (id) => void reached.add(id) }).catch(nothing);
  if (!compiled) return branchCoverage(branches, []);
  const all = tests
    .filter(({ fault, dataset }) => fault === undefined && dataset === undefined)
    .map(({ vars }) => {
      reached = new Set();
      attempt(compiled, vars);
      return reached;
    });
  return branchCoverage(branches, all);
}

function attempt(compiled: CompiledPrompt, vars: TestCase['vars']): void {
  try {
    compiled.render({ input: { ...vars } });
  } catch (error) {
    nothing(error);
  }
}

/** What is wrong with a prompt says another. */
function nothing(error: unknown): undefined {
  if (!(error instanceof RenderError)) throw error;
}
