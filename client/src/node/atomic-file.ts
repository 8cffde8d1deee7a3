import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes beside the target and renames over it: whoever reads, at whatever moment, sees the old file or the new one.
 * `mode` is the new file's permissions; a temporary file is never readable more widely.
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
  { mode = 0o644, temporary = `${file}.${randomUUID()}.tmp` }: { mode?: number; temporary?: string } = {},
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(temporary, mode);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
