import type { BranchCoverage, Range } from '@prompthub/core';
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
      if (partial === undefined) return [fileOf(prompt, own)];
      const file = workspace.partialAt(uris?.get(partial) ?? '');
      return file ? [fileOf(file, own)] : [];
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

function fileOf({ uri, lines, text }: PromptDocument, branches: readonly BranchCoverage[]): FileCoverage {
  return {
    uri,
    branches: branches.map(({ label, written, reachedBy, block, tag, range }): CoveredBranch => ({
      ...{ label, written, reachedBy },
      block: toLspRange(lines, block),
      tag: toLspRange(lines, tag),
      texts: textsIn(text, range, branches).map((each) => toLspRange(lines, each)),
    })),
  };
}

/** The stretches of a branch between the blocks inside of it, where they are not blank. */
function textsIn(source: string, range: Range, branches: readonly BranchCoverage[]): Range[] {
  const texts: Range[] = [];
  const add = (start: number, end: number): void => {
    const text = source.slice(start, end);
    const trimmed = text.trim();
    const first = start + text.indexOf(trimmed);
    if (trimmed !== '') texts.push({ start: first, end: first + trimmed.length });
  };
  let at = range.start;
  for (const { block } of branches) {
    if (block.start < at || block.end > range.end) continue;
    add(at, block.start);
    at = block.end;
  }
  add(at, range.end);
  return texts;
}
