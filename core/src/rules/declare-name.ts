import type { Fix } from '../diagnostic';
import type { declaredNames } from '../model/declared-names';
import type { PromptTree } from '../syntax/tree';
import { addToList } from './yaml-edits';

/** Says in `prompthub.requires` that the host application registers something. */
export function declareName(
  tree: PromptTree,
  kind: Parameters<typeof declaredNames>[1],
  name: string,
): Fix | undefined {
  const edit = /^[\w./-]+$/.test(name) ? addToList(tree, ['prompthub.requires', kind], name) : undefined;
  return edit && { title: `Declare that the host registers ${name}`, edits: [edit], preferred: false };
}
