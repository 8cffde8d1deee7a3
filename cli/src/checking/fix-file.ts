import { readSource, STDIN } from '../files/read-source';
import { replaceFile } from '../files/replace-file';
import { Workspace } from '../files/workspace';
import { applyFixes } from './apply-fixes';
import { diagnosticsOf } from './check-file';

/** Repairs a prompt in place; how many fixes were applied. What cannot be read is left to the check that follows. */
export async function fixFile(file: string): Promise<number> {
  const { isTestsFile } = await import('@prompthub/core');
  if (file === STDIN || isTestsFile(file)) return 0;
  const source = await readSource(file).catch(() => undefined);
  if (!source) return 0;
  const workspace = new Workspace();
  const { text, applied } = await applyFixes(source.text, (changed) =>
    diagnosticsOf({ file, text: changed }, workspace),
  );
  if (text !== source.text) await replaceFile(file, text);
  return applied;
}
