import { problemRule } from './problem-rule';

export const frontmatterBom = problemRule({
  code: 'frontmatter-bom',
  severity: 'error',
  summary: 'A byte order mark stands before the frontmatter.',
  docs: 'Some editors begin a file with this invisible character. Dotprompt then does not see that the file begins with dashes, and sends the frontmatter to the model.',
  bad: '\uFEFF---\nmodel: openai/gpt-5-mini\n---\nHello',
  good: '---\nmodel: openai/gpt-5-mini\n---\nHello',
});
