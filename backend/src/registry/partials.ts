const PARTIAL = /^(?:(.*)\/)?_([^/]+)\.prompt$/;

/** Whether a file is a prompt of the language (and not, say, a test suite or a link file). */
export const isPrompt = (path: string): boolean => path.endsWith('.prompt');

export const isPartial = (path: string): boolean => PARTIAL.test(path);

/**
 * The partials that a prompt sees, by the name that `{{> name}}` uses, as in the editor: by their bare name, where the
 * nearest wins (its own folder, then those above, then the rest in the order of their paths), and by their path from
 * the project's root, as Dotprompt's folder store names them. `files` maps paths, in order, to anything.
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

/** Steps up from `folder` to `home`; all that is not above the folder is equally far. */
function distanceBetween(folder: string, home: string): number {
  const depth = (path: string): number => (path === '' ? 0 : path.split('/').length);
  const above = home === '' || folder === home || folder.startsWith(`${home}/`);
  return above ? depth(folder) - depth(home) : Number.MAX_SAFE_INTEGER;
}
