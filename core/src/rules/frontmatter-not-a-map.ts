import { problemRule } from './problem-rule';

export const frontmatterNotAMap = problemRule({
  code: 'frontmatter-not-a-map',
  severity: 'error',
  summary: 'The frontmatter is not a map of keys and values.',
  docs: 'Dotprompt reads settings from keys such as `model:` and drops everything else without a word.',
  bad: '---\nopenai/gpt-5-mini\n---\nHello',
  good: '---\nmodel: openai/gpt-5-mini\n---\nHello',
});
