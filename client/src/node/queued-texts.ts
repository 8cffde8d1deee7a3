import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file';
import { blobId } from './blob-id';
import { STATE_FOLDER, type WorkingState } from './working-state';

/** The texts of unsent commits, each in a file that is named by its blob id. */
export class QueuedTexts {
  readonly #folder: string;

  constructor(root: string) {
    this.#folder = join(root, STATE_FOLDER, 'objects');
  }

  /** On disk when it returns. */
  async put(text: string): Promise<string> {
    const bytes = new TextEncoder().encode(text);
    const blob = blobId(bytes);
    if ((await this.get(blob)) === undefined) await writeFileAtomically(this.fileOf(blob), bytes);
    return blob;
  }

  /** Undefined when it is not kept, or was damaged. */
  async get(blob: string): Promise<string | undefined> {
    const bytes = await readFile(this.fileOf(blob)).catch(() => undefined);
    if (bytes === undefined || blobId(bytes) !== blob) return undefined;
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }

  /** Absolute. */
  fileOf(blob: string): string {
    return join(this.#folder, blob);
  }

  /** Removes what `before` needed and `after` does not, except for the blobs `kept`. */
  async forget(before: WorkingState, after: WorkingState, kept: readonly string[] = []): Promise<void> {
    const needed = new Set([...neededBy(after), ...kept]);
    for (const blob of neededBy(before)) {
      if (!needed.has(blob)) await rm(this.fileOf(blob), { force: true }).catch(() => undefined);
    }
  }
}

function neededBy(state: WorkingState): string[] {
  return [state, ...state.parked]
    .flatMap(({ queue }) => queue)
    .flatMap(({ changes }) => changes.flatMap(({ blob }) => (blob === null ? [] : [blob])));
}
