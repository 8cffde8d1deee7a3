import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkingCopy } from '@prompthub/client/node';

export interface TextDiff {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted';
  /** Unified diff. */
  readonly patch: string;
  /** Of a prompt that was modified: what changed in meaning. */
  readonly changes?: readonly { readonly kind: string; readonly sentence: string; readonly name?: string }[];
}

/** The files here against those of a branch or commit (default: the current branch). */
export async function localDiff(
  copy: WorkingCopy,
  { path, ref = copy.branch }: { path?: string; ref?: string },
): Promise<TextDiff[]> {
  const { diffPrompts, isPrompt, unifiedDiff } = await import('@prompthub/core');
  const { blobId, listSharedFiles } = await import('@prompthub/client/node');
  const { items, commit } = await copy.project.files({ ref });
  const there = new Map(items.map((item) => [item.path, item.blob]));
  const paths =
    path === undefined
      ? new Set([...there.keys(), ...(await listSharedFiles(copy.link.folder))])
      : new Set([path]);
  const found: TextDiff[] = [];
  for (const one of [...paths].sort()) {
    const bytes = await readFile(join(copy.link.folder, ...one.split('/'))).catch(() => undefined);
    const blob = there.get(one);
    if ((bytes && blobId(bytes)) === blob) continue;
    const before =
      blob === undefined ? undefined : (await copy.project.file(one, { ref: commit ?? ref })).content;
    const after = bytes?.toString('utf8');
    const status = before === undefined ? 'added' : after === undefined ? 'deleted' : 'modified';
    const changes =
      isPrompt(one) && before !== undefined && after !== undefined
        ? diffPrompts(before, after).map(({ kind, sentence, name }) => ({ kind, sentence, name }))
        : undefined;
    found.push({ path: one, status, patch: unifiedDiff(before, after, { path: one }), changes });
  }
  return found;
}
