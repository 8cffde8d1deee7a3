import { detectDialect } from './syntax/dialect';
import { parseFrontmatter, templateRangeOf } from './syntax/frontmatter';
import { LineMap } from './syntax/positions';
import { parseTemplate } from './syntax/template';
import type { PromptTree } from './syntax/tree';

/**
 * Reads one `.prompt` file. Never throws, whatever the text; `problems` are those of frontmatter and template. Frontmatter that
 * is the same in the tree of an earlier version is taken from there: reading YAML takes most of the time for a short prompt.
 */
export function parse(source: string, earlier?: PromptTree): PromptTree {
  const { frontmatter, templateRange, problems } = parseFrontmatter(source, earlier);
  // Frontmatter in the wrong place says as plainly as any that this is Dotprompt.
  const hasFrontmatter = frontmatter !== undefined || problems.length > 0;
  const { program, problems: templateProblems } = parseTemplate(source, templateRange);
  return {
    source,
    lines: new LineMap(source),
    dialect: detectDialect(source, templateRange, hasFrontmatter),
    frontmatter,
    templateRange,
    template: program,
    problems: [...problems, ...templateProblems],
  };
}

/** The template of a file alone: YAML, which takes most of the time for a short prompt, is not read. Never throws. */
export function parseBody(source: string): Pick<PromptTree, 'template' | 'templateRange'> {
  const templateRange = templateRangeOf(source);
  return { template: parseTemplate(source, templateRange).program, templateRange };
}

/** The tree of a text that is not looked at: no frontmatter, and all of it plain text. */
export function unparsed(source: string): PromptTree {
  const range = { start: 0, end: source.length };
  return {
    source,
    lines: new LineMap(source),
    dialect: 'dotprompt',
    frontmatter: undefined,
    templateRange: range,
    template: {
      type: 'Program',
      range,
      body: [{ type: 'ContentStatement', range, value: source, original: source }],
      blockParams: [],
    },
    problems: [],
  };
}
