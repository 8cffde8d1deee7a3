import type { Fix } from '../diagnostic';
import type { InputVariable } from '../model/input-schema';
import type { Rule, RuleContext } from './rule';
import { helperNameOf } from './template-text';
import { removeEntry } from './yaml-edits';

export const unusedInput: Rule = {
  meta: {
    code: 'unused-input',
    severity: 'warning',
    summary: 'A declared variable is never used.',
    docs: 'The prompt asks for a value that changes nothing: a forgotten declaration, or a misspelled use of it.',
    bad: '---\ninput:\n  schema:\n    name: string\n    tone: string\n---\nHello {{name}}',
    good: '---\ninput:\n  schema:\n    name: string\n---\nHello {{name}}',
  },
  create: (context) => ({
    file() {
      const { analysis, isReliable } = context;
      if (!isReliable || analysis.mayUseAll) return;
      // A bare `{{role}}` was meant for the variable; the rule about shadowing says so.
      const shadowed = new Set(
        analysis.references
          .filter(({ position }) => position === 'helper')
          .map(({ node }) => helperNameOf(node)),
      );
      const defaultCount = Object.keys(analysis.input.defaults).length;
      for (const [name, variable] of analysis.input.variables) {
        const isUsed = analysis.usages.has(name) || analysis.usedByPartials.has(name) || shadowed.has(name);
        if (isUsed || variable.declaration === undefined) continue;
        const range = variable.declaration;
        context.report(() => ({
          range,
          message: `\`${name}\` is declared but never used.`,
          tags: ['unnecessary'],
          fixes: [remove(variable, defaultCount === 1, context)],
        }));
      }
    },
  }),
};

function remove(
  { name, path, optional }: InputVariable,
  isOnlyDefault: boolean,
  { tree, analysis }: RuleContext,
): Fix | undefined {
  const isJsonSchema = path?.[2] === 'properties';
  if (path === undefined || (isJsonSchema && !optional)) return undefined;
  const removal = removeEntry(tree, path);
  const isDefault = Object.hasOwn(analysis.input.defaults, name);
  const isLastDefault = isDefault && isOnlyDefault;
  const other = isDefault
    ? removeEntry(tree, isLastDefault ? ['input', 'default'] : ['input', 'default', name])
    : undefined;
  if (removal === undefined || (isDefault && other === undefined)) return undefined;
  return { title: `Remove ${name}`, edits: other ? [removal, other] : [removal], preferred: true };
}
