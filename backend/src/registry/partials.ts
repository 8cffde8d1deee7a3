const PARTIAL = /^(?:(.*)\/)?_([^/]+)\.prompt$/;

/** Whether a file is a prompt of the language (and not, say, a test suite or a link file). */
export const isPrompt = (path: string): boolean => path.endsWith('.prompt');

export const isPartial = (path: string): boolean => PARTIAL.test(path);

/**
 * The partials that a prompt sees, by the name that `{{> name}}` uses: those beside it and in the folders above it by
 * their bare name, the nearest first; and every one by its path from the project's root, as Dotprompt's loaders name
 * them. `files` maps paths to anything that stands for a file.
 */
export function partialsFor<File>(prompt: string, files: ReadonlyMap<string, File>): Map<string, File> {
  const folder = prompt.includes('/') ? prompt.slice(0, prompt.lastIndexOf('/')) : '';
  const partials = new Map<string, File>();
  const distances = new Map<string, number>();
  for (const [path, file] of files) {
    const match = PARTIAL.exec(path);
    if (match === null) continue;
    const [, home = '', name = ''] = match;
    if (home !== '') partials.set(`${home}/${name}`, file);
    const distance = distanceBetween(folder, home);
    if (distance >= (distances.get(name) ?? Number.POSITIVE_INFINITY)) continue;
    distances.set(name, distance);
    partials.set(name, file);
  }
  return partials;
}

/** Steps up from `folder` to `home`, when that is above it; else farther than any step up. */
function distanceBetween(folder: string, home: string): number {
  const depth = folder === '' ? 0 : folder.split('/').length;
  if (home === '') return depth;
  if (folder === home) return 0;
  return folder.startsWith(`${home}/`) ? depth - home.split('/').length : depth + home.split('/').length;
}
