import { analyze, type PromptTree } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';

const PREVIEW_LINES = 15;

/** A partial's description, what it reads from whoever includes it, and its first lines. */
export function partialMarkdown(
  { workspace }: Context,
  { uri }: PromptDocument,
  name: string,
): string | undefined {
  const trees = workspace.partialTrees(uri) ?? {};
  const tree = Object.hasOwn(trees, name) ? trees[name] : undefined;
  if (!tree) return undefined;
  const slash = name.lastIndexOf('/') + 1;
  const description = tree.frontmatter?.value.description;
  return [
    `**${name.slice(0, slash)}_${name.slice(slash)}.prompt**`,
    ...(typeof description === 'string' ? [description] : []),
    readings(tree, trees),
    preview(tree),
  ].join('\n\n');
}

function readings(tree: PromptTree, trees: Readonly<Record<string, PromptTree>>): string {
  const partials = {
    get: (name: string) => (Object.hasOwn(trees, name) ? trees[name] : undefined),
  };
  const { usages, usedByPartials, mayUseAll } = analyze(tree, { partials });
  const names = [...new Set([...usages.keys(), ...usedByPartials])].map((name) => `\`${name}\``);
  if (mayUseAll)
    return names.length > 0 ? `Reads ${names.join(', ')} and perhaps more.` : 'May read anything.';
  return names.length > 0 ? `Reads ${names.join(', ')}.` : 'Reads no variables.';
}

function preview({ source, templateRange: { start, end } }: PromptTree): string {
  const lines = source.slice(start, end).split(/\r\n|\n|\r/);
  const shown = lines.slice(0, PREVIEW_LINES).join('\n').replaceAll('```', '` ` `');
  return `\`\`\`handlebars\n${shown}\n\`\`\`${lines.length > PREVIEW_LINES ? '\n…' : ''}`;
}
