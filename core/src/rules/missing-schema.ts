import { declaredNames, declares } from '../model/declared-names';
import { picoschemaToJsonSchema } from '../syntax/picoschema';
import { SCALAR_TYPES } from '../syntax/picoschema-words';
import { closest } from './closest';
import { declareName } from './declare-name';
import { didYouMean, question } from './fixes';
import type { Rule, RuleContext } from './rule';

export const missingSchema: Rule = {
  meta: {
    code: 'missing-schema',
    severity: 'warning',
    summary: 'A schema names another one that does not exist.',
    docs:
      'A word that is no type names a schema that the host application registers; rendering fails where there is none. ' +
      'Their names stand in `prompthub.requires: { schemas: [Ticket] }`; only where they do, others are reported. What is nearly the name of a type is reported in any case.',
    bad: '---\ninput: { schema: { ticket: Tiket } }\nprompthub.requires: { schemas: [Ticket] }\n---\n{{json ticket}}',
    good: '---\ninput: { schema: { ticket: Ticket } }\nprompthub.requires: { schemas: [Ticket] }\n---\n{{json ticket}}',
  },
  create: (context) => ({
    file() {
      if (!context.isFrontmatterReliable) return;
      for (const half of ['input', 'output']) checkHalf(half, context);
    },
  }),
};

function checkHalf(half: string, { tree, options, text, report }: RuleContext): void {
  const holder = tree.frontmatter?.value[half];
  if (typeof holder !== 'object' || holder === null || !('schema' in holder)) return;
  const known = [...(options.schemas ?? []), ...declaredNames(tree.frontmatter, 'schemas')];
  const isTold = options.schemas !== undefined || declares(tree.frontmatter, 'schemas');
  for (const { name, path } of picoschemaToJsonSchema(holder.schema).unresolved) {
    const value = tree.frontmatter?.entry([half, 'schema', ...path])?.value;
    if (value === undefined || known.includes(name)) continue;
    if (!isTold && closest(name, SCALAR_TYPES) === undefined) continue;
    const at = value.start + Math.max(0, text(value).indexOf(name));
    const range = { start: at, end: Math.min(value.end, at + name.length) };
    report(() => {
      const meant = didYouMean(range, name, [...SCALAR_TYPES, ...known]);
      const message = `There is no schema \`${name}\`.${question(meant)}`;
      // Where the host has told us all of its schemas, rendering fails for certain.
      const severity = options.schemas && ('error' as const);
      return {
        range,
        message,
        fixes: [meant, declareName(tree, 'schemas', name)],
        ...(severity && { severity }),
      };
    });
  }
}
