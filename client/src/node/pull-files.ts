import { readFile } from 'node:fs/promises';
import type { FilePage } from '@prompthub/protocol';
import { compareFiles } from './compare-files';
import { carryOut } from './file-steps';
import { hubText } from './hub-text';
import { applyPlan, planPull, type PullOptions, type PullPlan, type PullResult } from './pull';
import { isSafePath, resolveSafely } from './safe-path';
import type { CopyParts } from './copy-parts';
import type { WorkingState } from './working-state';

/** Brings what `remote` has into the files, the unsent commits and the state. */
export async function pullFiles(
  copy: CopyParts,
  state: WorkingState,
  { remote, options }: { remote: FilePage; options: PullOptions },
): Promise<{ state: WorkingState; result: PullResult }> {
  const { link, project, texts } = copy;
  const { signal } = options;
  const files = await compareFiles(link, state, remote);
  const plan = await planPull({
    ...{ files, queue: state.queue, options },
    read: (path) => project.file(path, { ref: remote.commit, signal }),
    readLocal: async (path) =>
      readFile(await resolveSafely(link.folder, path), 'utf8').catch(() => undefined),
    readBlob: async (path, blob) =>
      (await texts.get(blob)) ?? (await hubText(project, state, { path, blob, signal })),
  });
  for (const text of plan.texts) await texts.put(text);
  const applied = applyPlan(state, plan);
  const complete = isComplete(files, plan) ? { commit: remote.commit, published: [] } : {};
  const { state: next, left } = await carryOut(link, { ...applied.next, ...complete }, applied.files);
  await texts.forget(state, next);
  const refused = remote.items.map(({ path }) => path).filter((path) => !isSafePath(path));
  return { state: next, result: { ...resultOf(plan, left), refused, commit: remote.commit } };
}

/** Whether nothing of the hub's is missing here afterwards. */
function isComplete(files: readonly PullPlan['files'][number]['file'][], plan: PullPlan): boolean {
  const done = new Set([...plan.notText, ...plan.files.map(({ file }) => file.path)]);
  return files.every(({ path, base, remote }) => done.has(path) || base === remote);
}

function resultOf(plan: PullPlan, left: readonly string[]): Omit<PullResult, 'refused' | 'commit'> {
  const done = plan.files.filter(({ file }) => !left.includes(file.path));
  const pathsOf = (wanted: (planned: (typeof done)[number]) => boolean): string[] =>
    done.filter(wanted).map(({ file }) => file.path);
  return {
    written: pathsOf(({ content }) => typeof content === 'string'),
    deleted: pathsOf(({ content }) => content === null),
    resolved: pathsOf(({ how }) => how === 'resolved'),
    merged: pathsOf(({ how }) => how === 'merged'),
    conflicts: [...plan.conflicts, ...left],
    notText: plan.notText,
  };
}
