import { problemRule } from './problem-rule';

export const yamlSyntax = problemRule({
  code: 'yaml-syntax',
  severity: 'error',
  summary: 'The frontmatter is not valid YAML.',
  docs: 'Dotprompt sends the whole file to the model, frontmatter included, when it cannot read the YAML.',
  bad: '---\ndescription: a: b\n---\nHello',
  good: '---\ndescription: "a: b"\n---\nHello',
});
