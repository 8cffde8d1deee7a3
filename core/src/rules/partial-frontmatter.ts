import { partialReferences } from '../model/partial-graph';
import { partialNameOf } from '../model/file-names';
import { replace } from './fixes';
import type { Rule } from './rule';

export const partialFrontmatter: Rule = {
  meta: {
    code: 'partial-frontmatter',
    severity: 'warning',
    summary: 'A partial has frontmatter.',
    docs:
      'Dotprompt prints a partial as it is, with its frontmatter, into the prompt. PromptHub leaves the frontmatter out ' +
      'when it renders. A partial uses the settings and variables of the prompt that includes it.',
    bad: '---\nmodel: openai/gpt-5-mini\n---\nKind regards  (in _signature.prompt)',
    good: 'Kind regards  (in _signature.prompt)',
  },
  create: ({ tree, options, partials, report }) => ({
    file() {
      if (partialNameOf(options.fileName) !== undefined && tree.frontmatter) {
        const { start, end } = tree.frontmatter.range;
        report({
          range: { start, end: start + 3 },
          message: 'Dotprompt prints the frontmatter of a partial into the prompt that includes it.',
          fixes: [replace({ start, end }, '', { title: 'Remove the frontmatter' })],
        });
      }
      for (const { name, range } of partialReferences(tree)) {
        if (!partials.get(name)?.frontmatter) continue;
        report({ range, message: `The partial \`${name}\` has frontmatter, which Dotprompt prints here.` });
      }
    },
  }),
};
