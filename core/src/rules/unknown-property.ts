import type { Resolution } from '../model/resolve';
import type { Scope } from '../model/scope';
import type { PathExpression } from '../syntax/ast';
import { describeType, propertiesOf } from '../model/schema-types';
import { didYouMean, question } from './fixes';
import { pathFromOutside } from './outer-names';
import type { Finding, Rule, RuleContext } from './rule';

export const unknownProperty: Rule = {
  meta: {
    code: 'unknown-property',
    severity: 'warning',
    summary: 'A value has no such property.',
    docs:
      'The schema tells what properties a value has; another name renders as nothing. Inside of `{{#each}}` and `{{#with}}` ' +
      'names belong to the item: `../name` reaches outwards.',
    bad: '---\ninput:\n  schema:\n    user:\n      name: string\n---\n{{user.nmae}}',
    good: '---\ninput:\n  schema:\n    user:\n      name: string\n---\n{{user.name}}',
  },
  create: (context) => ({
    file() {
      if (!context.isFrontmatterReliable) return;
      for (const { node, resolution, scope } of context.analysis.references) {
        if (resolution.kind !== 'unknown' || resolution.isInput !== false) continue;
        context.report(() => findingFor(resolution, { node, scope, context }));
      }
    },
  }),
};

function findingFor(
  unknown: Extract<Resolution, { kind: 'unknown' }>,
  { node, scope, context }: { node: PathExpression; scope: Scope; context: RuleContext },
): Finding {
  const { name, range, known, index } = unknown;
  const names = propertiesOf(known).map(([property]) => property);
  const meant = didYouMean(range, name, names);
  const owner = node.parts[index - 1]?.name;
  const what = owner === undefined ? 'What `this` stands for here' : `\`${owner}\``;
  return {
    range,
    message: `${what} (${describeType(known)}) has no \`${name}\`.${question(meant)}`,
    fixes: [meant, pathFromOutside(node, scope, context)],
  };
}
