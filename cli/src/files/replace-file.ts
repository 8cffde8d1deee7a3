import { realpath, stat } from 'node:fs/promises';

/** Puts a new text into a file, whole or not at all; permissions stay, and a link stays a link. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const { writeFileAtomically } = await import('@prompthub/client/node');
  const target = await realpath(file);
  const { mode } = await stat(target);
  await writeFileAtomically(target, text, { mode: mode & 0o777 });
}
