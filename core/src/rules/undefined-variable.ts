import type { Fix } from '../diagnostic';
import type { Resolution } from '../model/resolve';
import type { Scope } from '../model/scope';
import type { PathExpression } from '../syntax/ast';
import { closest } from './closest';
import { question, replace } from './fixes';
import { pathFromOutside } from './outer-names';
import type { Finding, Rule, RuleContext } from './rule';
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
      if (!context.isFrontmatterReliable) return;
      for (const { node, resolution, scope } of context.analysis.references) {
        if (resolution.kind !== 'unknown' || resolution.isInput !== true) continue;
        if (Object.hasOwn(context.analysis.input.defaults, resolution.name)) continue;
        context.report(() => findingFor(resolution, { node, scope, context }));
      }
    },
  }),
};

function findingFor(
  unknown: Extract<Resolution, { kind: 'unknown' }>,
  { node, scope, context }: { node: PathExpression; scope: Scope; context: RuleContext },
): Finding {
  const { name, range } = unknown;
  const { input } = context.analysis;
  const best = closest(name, input.variables.keys());
  const meant = best === undefined ? undefined : replace(range, best);
  return {
    range,
    message: `The input has no \`${name}\`.${question(meant)}`,
    fixes: [meant, pathFromOutside(node, scope, context), declare(name, meant === undefined, context)],
  };
}

function declare(name: string, preferred: boolean, { tree }: RuleContext): Fix | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const isJsonSchema = tree.frontmatter?.entry(['input', 'schema', 'properties']) !== undefined;
  const path = isJsonSchema ? ['input', 'schema', 'properties'] : ['input', 'schema'];
  const edit = addEntry(tree, path, name, isJsonSchema ? '{}' : 'any');
  return edit && { title: `Add ${name} to input.schema`, edits: [edit], preferred };
}
