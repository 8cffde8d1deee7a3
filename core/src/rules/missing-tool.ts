import { declaredNames, declares } from '../model/declared-names';
import { declareName } from './declare-name';
import { didYouMean, question } from './fixes';
import type { Rule } from './rule';
import { isMap } from './written-tests';

export const missingTool: Rule = {
  meta: {
    code: 'missing-tool',
    severity: 'warning',
    summary: 'A tool is defined nowhere.',
    docs:
      'A name under `tools` is that of a tool in `toolDefs`, or of one that the host application registers. The names of ' +
      'the latter stand in `prompthub.requires: { tools: [search] }`; only where they do, others are reported.',
    bad: '---\ntools: [serch]\nprompthub.requires: { tools: [search] }\n---\nHello {{name}}',
    good: '---\ntools: [search]\nprompthub.requires: { tools: [search] }\n---\nHello {{name}}',
  },
  create: ({ tree, options, isFrontmatterReliable, report }) => ({
    file() {
      const { frontmatter } = tree;
      const tools = frontmatter?.value.tools;
      if (!frontmatter || !isFrontmatterReliable || !Array.isArray(tools)) return;
      if (options.tools === undefined && !declares(frontmatter, 'tools')) return;
      const known = [
        ...(options.tools ?? []),
        ...declaredNames(frontmatter, 'tools'),
        ...definedTools(frontmatter.value.toolDefs),
      ];
      for (const [index, name] of (tools as unknown[]).entries()) {
        const range = frontmatter.entry(['tools', index])?.value;
        // `server:tool/*` is Genkit's way to name all tools of a server.
        if (typeof name !== 'string' || /[*:]/.test(name) || known.includes(name) || !range) continue;
        report(() => {
          const meant = didYouMean(range, name, known);
          const message = `There is no tool \`${name}\`.${question(meant)}`;
          return { range, message, fixes: [meant, declareName(tree, 'tools', name)] };
        });
      }
    },
  }),
};

function definedTools(definitions: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(definitions) ? definitions : [];
  return list.flatMap((each) => (isMap(each) && typeof each.name === 'string' ? [each.name] : []));
}
