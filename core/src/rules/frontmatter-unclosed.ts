import { problemRule } from './problem-rule';

export const frontmatterUnclosed = problemRule({
  code: 'frontmatter-unclosed',
  severity: 'error',
  summary: 'Frontmatter begins but does not end.',
  docs: 'Dotprompt recognises frontmatter only between two lines of three dashes. Otherwise the model is sent the whole file, settings included.',
  bad: '---\nmodel: openai/gpt-5-mini\n\nHello {{name}}',
  good: '---\nmodel: openai/gpt-5-mini\n---\n\nHello {{name}}',
});
