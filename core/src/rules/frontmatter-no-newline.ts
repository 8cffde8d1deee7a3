import { problemRule } from './problem-rule';

export const frontmatterNoNewline = problemRule({
  code: 'frontmatter-no-newline',
  severity: 'error',
  summary: 'The closing dashes of the frontmatter end the file.',
  docs: 'Dotprompt wants a line break behind the closing dashes. Without it the model is sent the frontmatter.',
  bad: '---\nmodel: openai/gpt-5-mini\n---',
  good: '---\nmodel: openai/gpt-5-mini\n---\n',
});
