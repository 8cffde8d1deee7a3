import { fileNameOf, folderOf, isInside, relativePath } from './uri';

/**
 * Name → URI of the partials that a prompt in `folder` can see: every `_name.prompt` below `root`, by its bare name
 * (as Genkit registers them; the nearest file wins: own folder, then the folders above, then the rest in order) and
 * by its path from the root without `_` (as Dotprompt's folder store names them: `mail/footer`).
 */
export function visiblePartials(files: readonly string[], folder: string, root: string): Map<string, string> {
  const distance = (file: string): number => {
    const home = folderOf(file);
    return isInside(folder, home) ? folder.length - home.length : Number.MAX_SAFE_INTEGER;
  };
  const ordered = [...files].sort(
    (left, right) => distance(left) - distance(right) || (left < right ? -1 : 1),
  );
  const found = new Map<string, string>();
  for (const file of ordered) {
    const name = fileNameOf(file).slice(1, -'.prompt'.length);
    const home = relativePath(root, folderOf(file));
    if (name && !found.has(name)) found.set(name, file);
    if (name && home && !found.has(`${home}/${name}`)) found.set(`${home}/${name}`, file);
  }
  return found;
}
