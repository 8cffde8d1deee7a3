import type { Fix } from '../diagnostic';
import { typeNames, type Type } from '../model/schema-types';
import { picoschemaToJsonSchema } from '../syntax/picoschema';
import { didYouMean, question, replace } from './fixes';
import type { Finding, Rule, RuleContext } from './rule';
import { removeEntry } from './yaml-edits';

/** Formats of Dotprompt, and those that Genkit adds. A host may know others. */
const FORMATS = ['json', 'text', 'media', 'array', 'enum', 'jsonl'];

export const outputFormat: Rule = {
  meta: {
    code: 'output-format',
    severity: 'warning',
    summary: 'The output’s format and its schema do not go together.',
    docs:
      'A schema describes JSON: with `format: text` or `media` it is ignored. Genkit’s `array` and `jsonl` want a schema ' +
      'of a list, `enum` one with choices. Formats that are nearly one of these are probably misspelled; others belong to ' +
      'the host.',
    bad: '---\noutput:\n  format: text\n  schema: { city: string }\n---\nHello {{name}}',
    good: '---\noutput:\n  format: json\n  schema: { city: string }\n---\nHello {{name}}',
  },
  create: (context) => ({
    file() {
      const { tree, isFrontmatterReliable, report } = context;
      const output = tree.frontmatter?.value.output;
      if (!isFrontmatterReliable || typeof output !== 'object' || output === null) return;
      const { format, schema } = output as Readonly<Record<string, unknown>>;
      const range = tree.frontmatter?.entry(['output', 'format'])?.value;
      if (typeof format !== 'string' || range === undefined) return;
      const finding = FORMATS.includes(format)
        ? mismatch(format, schema, context)
        : misspelled(didYouMean(range, format, FORMATS), format);
      if (finding) report({ range, ...finding });
    },
  }),
};

type Complaint = Omit<Finding, 'range'>;

function misspelled(meant: Fix | undefined, format: string): Complaint | undefined {
  return meant && { message: `Is \`${format}\` a format of your host?${question(meant)}`, fixes: [meant] };
}

function mismatch(format: string, schema: unknown, { tree }: RuleContext): Complaint | undefined {
  const type = schema ? (picoschemaToJsonSchema(schema).schema ?? undefined) : undefined;
  if (type === undefined) return undefined;
  if (format === 'text' || format === 'media') {
    const message = `\`format: ${format}\` ignores the schema, which describes JSON.`;
    return { message, fixes: [...toJson(tree), removal(tree)] };
  }
  if (fits(format, type)) return undefined;
  const wanted = format === 'enum' ? 'of a text with choices' : 'of a list';
  return { message: `\`format: ${format}\` wants a schema ${wanted}.`, fixes: toJson(tree) };
}

/** What is not known for certain (a named schema, a combination) fits. */
function fits(format: string, type: Type): boolean {
  const names = typeNames(type);
  if (format === 'json' || names === undefined) return true;
  return format === 'enum' ? names.has('string') : names.has('array');
}

function toJson({ frontmatter }: RuleContext['tree']): Fix[] {
  const range = frontmatter?.entry(['output', 'format'])?.value;
  return range ? [{ ...replace(range, 'json'), preferred: false }] : [];
}

function removal(tree: RuleContext['tree']): Fix | undefined {
  const edit = removeEntry(tree, ['output', 'schema']);
  return edit && { title: 'Remove the schema', edits: [edit], preferred: false };
}
