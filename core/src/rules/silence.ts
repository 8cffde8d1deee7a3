import type { Diagnostic, Fix } from '../diagnostic';
import { fingerprint } from '../format/fingerprint';
import { parse } from '../parse';
import type { PromptTree } from '../syntax/tree';
import { addEntry, insertion } from './yaml-edits';

/**
 * Ways to live with a diagnostic of a prompt: a comment above its line, and turning its rule off in the file. None changes
 * what is rendered. What keeps a file from being read at all cannot be silenced.
 */
export function silences(tree: PromptTree, { code, range }: Diagnostic): Fix[] {
  if (tree.problems.some((problem) => problem.code === code)) return [];
  const line = commentAbove(tree, code, range.start);
  const lint = addEntry(tree, ['prompthub.lint'], code, 'off');
  return [
    ...(line ? [{ title: `Silence ${code} on this line`, edits: [line], preferred: false }] : []),
    ...(lint && tree.frontmatter
      ? [{ title: `Turn ${code} off in this file`, edits: [lint], preferred: false }]
      : []),
  ].filter(({ edits: [edit] }) => edit && leavesAsItIs(tree, edit));
}

function commentAbove({ source, lines, frontmatter, templateRange }: PromptTree, code: string, at: number) {
  const start = lines.offsetAt({ line: lines.positionAt(at).line, character: 0 });
  const newline = source.slice(0, 4096).includes('\r\n') ? '\r\n' : '\n';
  const words = `prompthub-disable-next-line ${code}`;
  const indentation = /^[ \t]*/.exec(source.slice(start))?.[0] ?? '';
  const isYaml = frontmatter !== undefined && start < frontmatter.contentRange.end;
  if (isYaml && start < frontmatter.contentRange.start) return undefined;
  if (!isYaml && start < templateRange.start && at < templateRange.start) return undefined;
  const comment = isYaml ? `${indentation}# ${words}` : `{{!-- ${words} --}}`;
  return insertion(start, `${comment}${newline}`);
}

/** In the middle of a text or of a tag a comment would be something else. */
function leavesAsItIs(
  tree: PromptTree,
  { range, newText }: { range: { start: number; end: number }; newText: string },
) {
  const { source } = tree;
  const changed = parse(source.slice(0, range.start) + newText + source.slice(range.end));
  return changed.problems.length === tree.problems.length && contentOf(changed) === contentOf(tree);
}

/** All of a prompt but for comments, places and severities. */
function contentOf({ frontmatter, template }: PromptTree): string {
  const { 'prompthub.lint': _, ...value } = frontmatter?.value ?? {};
  const lines: string[] = [JSON.stringify(value)];
  let before = '';
  for (const line of fingerprint(template).split('\n')) {
    if (/^\d+ CommentStatement/.test(line)) continue;
    // A comment parts a text in two, one of which may be empty.
    const [, place = '', text = ''] = /^(\d+ ContentStatement )(.*)$/.exec(line) ?? [];
    if (place === '') lines.push(line);
    else if (place === before) lines.push(`${lines.pop()?.slice(0, -1)}${text.slice(1)}`);
    else if (text !== '""') lines.push(line);
    before = text === '""' ? before : place;
  }
  return lines.join('\n');
}
