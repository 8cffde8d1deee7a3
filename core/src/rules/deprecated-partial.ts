import type { RelatedInformation } from '../diagnostic';
import { partialReferences } from '../model/partial-graph';
import type { PromptTree } from '../syntax/tree';
import { replace } from './fixes';
import type { Rule } from './rule';

export const deprecatedPartial: Rule = {
  meta: {
    code: 'deprecated-partial',
    severity: 'info',
    summary: 'A partial is deprecated.',
    docs:
      'Its frontmatter says `prompthub.meta: { stability: deprecated }`. Where it also says `replacedBy`, that is the ' +
      'partial to include instead.',
    bad: '{{>greeting}}  (whose frontmatter says: stability: deprecated, replacedBy: welcome)',
    good: '{{>welcome}}',
    needs: ['partials'],
  },
  create: ({ tree, partials, report }) => ({
    file() {
      for (const { name, range } of partialReferences(tree)) {
        const partial = partials.get(name);
        const meta = partial && metaOf(partial);
        if (meta?.stability !== 'deprecated') continue;
        const { replacedBy } = meta;
        const successor = typeof replacedBy === 'string' && replacedBy !== '' ? replacedBy : undefined;
        const known = successor !== undefined && partials.has(successor);
        report({
          range,
          message: `The partial \`${name}\` is deprecated.${successor === undefined ? '' : ` Use \`${successor}\`.`}`,
          tags: ['deprecated'],
          related: whereItIsSaid(name, partial),
          fixes: [known ? replace(range, successor) : undefined],
        });
      }
    },
  }),
};

function metaOf({ frontmatter }: PromptTree): { stability?: unknown; replacedBy?: unknown } {
  const meta = frontmatter?.value['prompthub.meta'];
  return typeof meta === 'object' && meta !== null ? meta : {};
}

function whereItIsSaid(name: string, partial: PromptTree | undefined): RelatedInformation[] {
  const range = partial?.frontmatter?.entry(['prompthub.meta', 'stability'])?.value;
  return range ? [{ partial: name, range, message: 'It is said to be deprecated here.' }] : [];
}
