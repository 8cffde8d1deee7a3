import type { Fix, TextEdit } from '../diagnostic';
import type { Reference } from '../model/analyze';
import type { Range } from '../syntax/positions';
import type { Rule, RuleContext } from './rule';
import { helperNameOf } from './template-text';
import { isStrayDefault } from './unknown-input';
import { removeEntry } from './yaml-edits';

export const ignoredDefault: Rule = {
  meta: {
    code: 'ignored-default',
    severity: 'hint',
    summary: 'Dotprompt for JavaScript ignores `input.default`.',
    docs:
      'The specification says that `input.default` fills in missing values, and PromptHub does so; Dotprompt 1.1.2 for ' +
      'JavaScript does not. That is only a hint, because the prompt is right: change it when the prompt also runs in such ' +
      'an application.',
    bad: '---\ninput:\n  schema:\n    tone?: string\n  default:\n    tone: friendly\n---\nBe {{tone}}.',
    good: '---\ninput:\n  schema:\n    tone?: string\n---\nBe {{#if tone}}{{tone}}{{else}}friendly{{/if}}.',
  },
  create: (context) => ({
    file() {
      const { tree, analysis } = context;
      const defaults = Object.entries(analysis.input.defaults);
      for (const [name, value] of defaults) {
        const entry = tree.frontmatter?.entry(['input', 'default', name]);
        // One that gives its value to nothing is the business of another rule.
        if (entry?.key === undefined || isStrayDefault(name, analysis)) continue;
        const range = entry.key;
        context.report(() => ({
          range,
          message: `Dotprompt for JavaScript ignores this default; PromptHub applies it.`,
          fixes: [intoTemplate({ name, value, isOnly: defaults.length === 1 }, context)],
        }));
      }
    },
  }),
};

/** Where the variable is only printed, the default can stand in the template itself. */
function intoTemplate(
  { name, value, isOnly }: { name: string; value: unknown; isOnly: boolean },
  { tree, analysis }: RuleContext,
): Fix | undefined {
  const uses = analysis.usages.get(name) ?? [];
  const removal = removeEntry(tree, isOnly ? ['input', 'default'] : ['input', 'default', name]);
  if (typeof value !== 'string' || /[{}\\]/.test(value) || removal === undefined || uses.length === 0)
    return undefined;
  if (analysis.mayUseAll || analysis.usedByPartials.has(name)) return undefined;
  const edits: TextEdit[] = [removal];
  for (const use of uses) {
    const range = wholeMustache(use, tree.source);
    if (range === undefined || !use.scope.isRoot || helperNameOf(use.node) !== name) return undefined;
    edits.push({ range, newText: `{{#if ${name}}}{{${name}}}{{else}}${value}{{/if}}` });
  }
  return { title: `Move the default of ${name} into the template`, edits, preferred: false };
}

/** The braces around a path that stands alone in them. */
function wholeMustache({ node }: Reference, source: string): Range | undefined {
  const before = /\{\{\s*$/.exec(source.slice(Math.max(0, node.range.start - 20), node.range.start))?.[0];
  const after = /^\s*\}\}/.exec(source.slice(node.range.end, node.range.end + 20))?.[0];
  if (before === undefined || after === undefined) return undefined;
  const start = node.range.start - before.length;
  return source[start - 1] === '{' ? undefined : { start, end: node.range.end + after.length };
}
