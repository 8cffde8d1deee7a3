import type { MovedPath } from './moved-paths';

/** Whether every `../` of moved text goes out as many blocks as before, path by path. */
export function levelsHold(before: readonly MovedPath[], after: readonly MovedPath[]): boolean {
  return (
    before.length === after.length &&
    before.every((path, index) => {
      const other = after[index];
      if (!other || (path.node.depth === 0 && other.node.depth === 0)) return true;
      return path.level === other.level && path.isCertain && other.isCertain;
    })
  );
}
