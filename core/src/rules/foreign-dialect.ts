import type { Dialect } from '../syntax/tree';
import { partialNameOf } from '../model/file-names';
import type { Rule } from './rule';

const NAMES: Readonly<Record<Exclude<Dialect, 'dotprompt'>, string>> = {
  'go-template': 'a Go template (as Ollama and genkit’s Go samples use it)',
  jinja: 'a Jinja template',
  jsx: 'a prompt with chat tags such as <System>',
  yaml: 'a prompt written in plain YAML',
  text: 'plain text: it has neither frontmatter nor {{…}}',
};

export const foreignDialect: Rule = {
  meta: {
    code: 'foreign-dialect',
    severity: 'info',
    summary: 'The file is written in another prompt language.',
    docs:
      'Other tools use the extension `.prompt` too. PromptHub reads Dotprompt; in a file that plainly is something else ' +
      'it says so once, and checks nothing.',
    bad: 'Hello {{ .Name }}',
    good: 'Hello {{name}}',
  },
  create: ({ tree, options, report }) => ({
    file() {
      if (tree.dialect === 'dotprompt') return;
      // A partial may well be a plain paragraph.
      if (tree.dialect === 'text' && partialNameOf(options.fileName) !== undefined) return;
      const { start, end } = tree.templateRange;
      const firstLine = /^[^\r\n]*/.exec(tree.source.slice(start, end))?.[0] ?? '';
      report({
        range: { start, end: start + firstLine.length },
        message: `This looks like ${NAMES[tree.dialect]}, not like Dotprompt. PromptHub does not check it.`,
      });
    },
  }),
};
