import type { Fix } from '../diagnostic';
import type { Reference } from '../model/analyze';
import { closest } from './closest';
import { question, replace } from './fixes';
import { pathFromOutside } from './outer-names';
import type { Rule, RuleContext } from './rule';
import { addEntry } from './yaml-edits';

export const undefinedVariable: Rule = {
  meta: {
    code: 'undefined-variable',
    severity: 'warning',
    summary: 'A variable is not declared in `input.schema`.',
    docs:
      'Where a prompt declares its input, every variable should be in it: a misspelled name renders as nothing. In a prompt ' +
      'without `input.schema` any name is allowed.',
    bad: '---\ninput:\n  schema:\n    question: string\n---\n{{qestion}}',
    good: '---\ninput:\n  schema:\n    question: string\n---\n{{question}}',
  },
  create: (context) => ({
    file() {
      if (!context.isReliable) return;
      for (const reference of context.analysis.references) report(reference, context);
    },
  }),
};

function report({ node, resolution, scope }: Reference, context: RuleContext): void {
  if (resolution.kind !== 'unknown' || !resolution.isInput) return;
  const { name, range } = resolution;
  const { input } = context.analysis;
  if (Object.hasOwn(input.defaults, name)) return;
  const best = closest(name, input.variables.keys());
  const meant = best === undefined ? undefined : replace(range, best);
  context.report({
    range,
    message: `The input has no \`${name}\`.${question(meant)}`,
    fixes: [meant, pathFromOutside(node, scope, context), declare(name, meant === undefined, context)],
  });
}

function declare(name: string, preferred: boolean, { tree }: RuleContext): Fix | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const isJsonSchema = tree.frontmatter?.entry(['input', 'schema', 'properties']) !== undefined;
  const path = isJsonSchema ? ['input', 'schema', 'properties'] : ['input', 'schema'];
  const edit = addEntry(tree, path, name, isJsonSchema ? '{}' : 'any');
  return edit && { title: `Add ${name} to input.schema`, edits: [edit], preferred };
}
