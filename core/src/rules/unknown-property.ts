import type { Reference } from '../model/analyze';
import { describeType, propertiesOf } from '../model/schema-types';
import { didYouMean, question } from './fixes';
import { pathFromOutside } from './outer-names';
import type { Rule, RuleContext } from './rule';

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
      if (!context.isReliable) return;
      for (const reference of context.analysis.references) report(reference, context);
    },
  }),
};

function report({ node, resolution, scope }: Reference, context: RuleContext): void {
  if (resolution.kind !== 'unknown' || resolution.isInput) return;
  const { name, range, known, index } = resolution;
  const names = propertiesOf(known).map(([property]) => property);
  const meant = didYouMean(range, name, names);
  const owner = node.parts[index - 1]?.name;
  const what = owner === undefined ? 'What `this` stands for here' : `\`${owner}\``;
  context.report({
    range,
    message: `${what} (${describeType(known)}) has no \`${name}\`.${question(meant)}`,
    fixes: [meant, pathFromOutside(node, scope, context)],
  });
}
