import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usageError } from '../command-error';

/** A built part of the repository that this command lies in. @throws CommandError (usage) when it is not built */
export function findBuilt(...candidates: readonly string[]): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    for (const candidate of candidates) {
      const file = join(folder, candidate);
      if (existsSync(file)) return file;
    }
    if (dirname(folder) === folder) break;
  }
  throw usageError(
    `${candidates[0] ?? 'This part'} is not there. Run \`npm run build\` in the repository first.`,
  );
}
