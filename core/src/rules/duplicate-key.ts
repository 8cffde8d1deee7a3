import { problemRule } from './problem-rule';

export const duplicateKey = problemRule({
  code: 'duplicate-key',
  severity: 'error',
  summary: 'A key stands twice in one map.',
  docs: 'YAML forbids this; Dotprompt then reads none of the frontmatter and sends it to the model.',
  bad: '---\nmodel: openai/gpt-5\nmodel: openai/gpt-5-mini\n---\nHello',
  good: '---\nmodel: openai/gpt-5-mini\n---\nHello',
});
