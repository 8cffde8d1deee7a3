import type { BranchCoverage, LineMap } from '@prompthub/core';
import type { CoverageResult, CoveredBranch } from '@prompthub/protocol';
import type { Context, Engine } from '../context';
import type { PromptDocument } from '../documents';
import { toLspRange } from '../ranges';
import { casesOf } from '../running/cases-of';
import type { PlacedTest } from './test-source';

type FileCoverage = CoverageResult['files'][number];

/** Which branches of a prompt, and of the partials that it can reach, its tests reach with their values. By file, the prompt first. */
export async function coverageOf(
  context: Context,
  { engine, prompt }: { engine: Engine; prompt: PromptDocument },
  tests: readonly PlacedTest[],
): Promise<FileCoverage[]> {
  const { workspace } = context;
  const rows: Awaited<ReturnType<typeof casesOf>> = [];
  for (const test of tests) rows.push(...(await casesOf(context, engine, test)));
  const partials = workspace.partials(prompt.uri) ?? {};
  const branches = await engine.testCoverage(prompt.tree, rows, { partials });
  const uris = workspace.partialUris(prompt.uri);
  const files = [...Map.groupBy(branches, ({ partial }) => partial)].flatMap(
    ([partial, own]): FileCoverage[] => {
      if (partial === undefined) return [fileOf(prompt.uri, prompt.lines, own)];
      const file = workspace.partialAt(uris?.get(partial) ?? '');
      return file ? [fileOf(file.uri, file.lines, own)] : [];
    },
  );
  return joined(files);
}

/** Files that several prompts, or names, lead to stand once: what one of them reaches is reached. */
export function joined(files: readonly FileCoverage[]): FileCoverage[] {
  return [...Map.groupBy(files, ({ uri }) => uri)].map(([uri, same]) => ({
    uri,
    branches: (same[0]?.branches ?? []).map((branch, index) => ({
      ...branch,
      reachedBy: same.reduce((sum, { branches }) => sum + (branches[index]?.reachedBy ?? 0), 0),
    })),
  }));
}

function fileOf(uri: string, lines: LineMap, branches: readonly BranchCoverage[]): FileCoverage {
  return {
    uri,
    branches: branches.map(({ label, written, reachedBy, block, tag, range }): CoveredBranch => ({
      ...{ label, written, reachedBy },
      block: toLspRange(lines, block),
      tag: toLspRange(lines, tag),
      range: toLspRange(lines, range),
    })),
  };
}
