import fc from 'fast-check';
import type { FileState, FileStatus } from '@prompthub/client/node';
import { promptTree, type PromptNode } from './prompt-tree';

const file = (path: string, state: FileState = 'in-sync'): FileStatus => ({
  path,
  state,
  base: undefined,
  local: undefined,
  remote: undefined,
  tip: undefined,
});
const outline = (nodes: readonly PromptNode[]): unknown[] =>
  nodes.map((node) => (node.kind === 'file' ? node.name : { [node.name]: outline(node.children) }));
const paths = (nodes: readonly PromptNode[]): string[] =>
  nodes.flatMap((node) => (node.kind === 'file' ? [node.path] : paths(node.children)));

test('folders come first, then files, each by name', () => {
  const tree = promptTree(
    ['z.prompt', 'b/x.prompt', 'a.prompt', 'b/c/y.prompt', 'ab/q.prompt'].map((path) => file(path)),
  );
  expect(outline(tree)).toEqual([
    { ab: ['q.prompt'] },
    { b: [{ c: ['y.prompt'] }, 'x.prompt'] },
    'a.prompt',
    'z.prompt',
  ]);
});

test('the tree holds every file exactly once, under its own path', () => {
  const part = fc.stringMatching(/^[a-c]{1,2}$/);
  const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `${parts.join('/')}.prompt`);
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 30 }), (all) => {
      expect(paths(promptTree(all.map((one) => file(one)))).sort()).toEqual([...all].sort());
    }),
  );
});
