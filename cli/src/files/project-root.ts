import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** The folder of the nearest `prompthub.yaml`, or of the repository, else where we stand (when `folder` is below). */
export function projectRootOf(folder: string): string {
  const cwd = process.cwd();
  return (
    nearestWith('prompthub.yaml', folder) ??
    nearestWith('.git', folder) ??
    (isWithin(cwd, folder) ? cwd : folder)
  );
}

/** By their names alone: both absolute and without `..`. */
export function isWithin(parent: string, child: string): boolean {
  return child === parent || child.startsWith(parent.endsWith(sep) ? parent : parent + sep);
}

function nearestWith(name: string, folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, name))) return current;
    if (dirname(current) === current) return undefined;
  }
}
