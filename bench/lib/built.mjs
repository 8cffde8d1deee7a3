import { existsSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** The absolute path of a built file of the repository; ends the process with a message when it is not there. */
export function built(file) {
  const place = path.join(ROOT, file);
  if (existsSync(place)) return place;
  console.error(`${file} is not built. Run \`npm run build\` first.`);
  process.exit(2);
}
