import { problemRule } from './problem-rule';

export const frontmatterEmpty = problemRule({
  code: 'frontmatter-empty',
  severity: 'error',
  summary: 'There is nothing between the dashes.',
  docs: 'Dotprompt does not recognise an empty block and sends the dashes to the model.',
  bad: '---\n---\nHello',
  good: 'Hello',
});
