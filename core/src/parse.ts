import { detectDialect } from './syntax/dialect';
import { parseFrontmatter } from './syntax/frontmatter';
import { LineMap } from './syntax/positions';
import { parseTemplate } from './syntax/template';
import type { PromptTree } from './syntax/tree';

/** Reads one `.prompt` file. Never throws, whatever the text; `problems` are those of frontmatter and template. */
export function parse(source: string): PromptTree {
  const { frontmatter, templateRange, problems } = parseFrontmatter(source);
  const { program, problems: templateProblems } = parseTemplate(source, templateRange);
  return {
    source,
    lines: new LineMap(source),
    dialect: detectDialect(source, templateRange, frontmatter !== undefined),
    frontmatter,
    templateRange,
    template: program,
    problems: [...problems, ...templateProblems],
  };
}
