import { relative, resolve, sep } from 'node:path';
import type { Link } from '@prompthub/client/node';
import { usageError } from '../command-error';

/** A file named on the command line, as a path of the project. @throws CommandError (usage) when it lies outside */
export function toProjectPath(link: Link, file: string): string {
  const path = relative(link.folder, resolve(file)).split(sep).join('/');
  if (path === '' || path.startsWith('../') || path === '..') {
    throw usageError(`${file} does not lie in the project’s folder ${link.folder}.`);
  }
  return path;
}

/** Whether a path of the project is one of those asked for, or lies below one. All, when none is. */
export function selects(wanted: readonly string[], path: string): boolean {
  return wanted.length === 0 || wanted.some((one) => path === one || path.startsWith(`${one}/`));
}

/** Like `toProjectPath` for several; the project's folder itself stands for everything. */
export function toProjectPaths(link: Link, files: readonly string[]): string[] {
  if (files.some((file) => resolve(file) === link.folder)) return [];
  return files.map((file) => toProjectPath(link, file));
}
