import type { Rule } from './rule';

export const ambiguousVariant: Rule = {
  meta: {
    code: 'ambiguous-variant',
    severity: 'warning',
    summary: 'The file name has more than one dot before `.prompt`.',
    docs:
      '`reply.formal.prompt` is the variant `formal` of `reply`. With one more dot the loaders disagree about which part is ' +
      'the variant: use a dash or an underscore in its place.',
    bad: 'reply.formal.v2.prompt',
    good: 'reply.formal-v2.prompt',
    needs: ['fileName'],
  },
  create: ({ tree, options, report }) => ({
    file() {
      const name = options.fileName?.split(/[\\/]/).at(-1) ?? '';
      const stem = name.endsWith('.prompt') ? name.slice(0, -'.prompt'.length) : '';
      const [base, variant, ...more] = stem.split('.');
      if (base === undefined || variant === undefined || more.length === 0) return;
      const firstLine = /^[^\r\n]*/.exec(tree.source)?.[0] ?? '';
      const better = `${base}.${[variant, ...more].join('-')}.prompt`;
      report({
        range: { start: 0, end: firstLine.length },
        message: `Loaders disagree about which variant \`${name}\` is. Name the file \`${better}\`.`,
      });
    },
  }),
};
