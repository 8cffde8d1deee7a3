import { problemRule } from './problem-rule';

export const frontmatterNotFirst = problemRule({
  code: 'frontmatter-not-first',
  severity: 'error',
  summary: 'Something stands before the frontmatter.',
  docs:
    'Only blank lines and lines that begin with `#` may stand before the opening dashes. Behind a Handlebars comment, or ' +
    'behind text, Dotprompt does not recognise frontmatter and sends it to the model.',
  bad: '{{! Copyright }}\n---\nmodel: openai/gpt-5-mini\n---\nHello',
  good: '# Copyright\n---\nmodel: openai/gpt-5-mini\n---\nHello',
});
