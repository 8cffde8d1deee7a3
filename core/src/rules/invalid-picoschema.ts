import type { Fix, TextEdit } from '../diagnostic';
import type { PicoschemaProblem } from '../syntax/picoschema';
import { picoschemaToJsonSchema } from '../syntax/picoschema';
import { yamlString } from '../syntax/yaml-scalar';
import type { Rule, RuleContext } from './rule';

export const invalidPicoschema: Rule = {
  meta: {
    code: 'invalid-picoschema',
    severity: 'error',
    summary: 'A schema is not valid Picoschema.',
    docs:
      'Types are `string number integer boolean null any` or the name of a schema that the host registers; lists, maps and ' +
      'choices are written `name(array): …`, `name(object): …`, `name(enum): […]`. Dotprompt refuses other schemas when ' +
      'it renders. What it accepts but turns into something unexpected is a warning.',
    bad: '---\ninput:\n  schema:\n    photos: string[]\n---\n{{#each photos}}{{media url=this}}{{/each}}',
    good: '---\ninput:\n  schema:\n    photos(array): string\n---\n{{#each photos}}{{media url=this}}{{/each}}',
  },
  create: (context) => ({
    file() {
      if (!context.isFrontmatterReliable) return;
      for (const half of ['input', 'output']) report(context, half);
    },
  }),
};

function report(context: RuleContext, half: string): void {
  const { frontmatter } = context.tree;
  const holder = frontmatter?.value[half];
  if (typeof holder !== 'object' || holder === null || !('schema' in holder)) return;
  const { problems } = picoschemaToJsonSchema(holder.schema);
  for (const problem of problems) {
    const path = [half, 'schema', ...problem.path];
    const entry = frontmatter?.entry(path);
    const range = problem.part === 'key' ? (entry?.key ?? entry?.value) : entry?.value;
    if (range === undefined) continue;
    const { message, severity } = problem;
    context.report({
      range: range.end > range.start ? range : (entry?.key ?? range),
      message,
      fixes: [repair(problem, path, context)],
      ...(severity === 'warning' && { severity }),
    });
  }
}

function repair(
  { fix }: PicoschemaProblem,
  path: readonly (string | number)[],
  { tree }: RuleContext,
): Fix | undefined {
  const entry = tree.frontmatter?.entry(path);
  if (fix === undefined || entry === undefined) return undefined;
  const edits: TextEdit[] = [];
  if (fix.key !== undefined && entry.key) edits.push({ range: entry.key, newText: yamlString(fix.key) });
  if (fix.value !== undefined) {
    const isEmpty = entry.value.start === entry.value.end;
    const newText = yamlString(fix.value);
    edits.push({
      range: entry.value,
      newText: isEmpty && tree.source[entry.value.start - 1] !== ' ' ? ` ${newText}` : newText,
    });
  }
  return edits.length > 0 ? { title: fix.title, edits, preferred: true } : undefined;
}
