import type { Fix } from '../diagnostic';
import { typeNames, type Type } from '../model/schema-types';
import type { MustacheStatement, TemplateNode } from '../syntax/ast';
import { replace } from './fixes';
import type { Rule, RuleContext } from './rule';
import { helperNameOf } from './template-text';

export const inputInSystem: Rule = {
  meta: {
    code: 'input-in-system',
    severity: 'warning',
    optIn: true,
    summary: 'A free text from outside stands in the system message.',
    docs:
      'Models trust the system message most, so whoever fills in a text there can give orders (prompt injection). Better: ' +
      'put the text into the user’s message, or between marks of its own, such as `<ticket>…</ticket>`, and say that what ' +
      'stands between them is data. Numbers, choices and what has no declared type are left alone. The rule is off, because ' +
      'a prompt does not tell which of its inputs come from the application itself; where others fill them in, set ' +
      '`prompthub.lint: { input-in-system: warning }`.',
    bad: '---\nprompthub.lint: { input-in-system: warning }\ninput: { schema: { ticket: string } }\n---\n{{role "system"}}Sort this ticket: {{ticket}}\n{{role "user"}}Go.',
    good: '---\nprompthub.lint: { input-in-system: warning }\ninput: { schema: { ticket: string } }\n---\n{{role "system"}}Sort the ticket.\n{{role "user"}}{{ticket}}',
  },
  create(context) {
    let role: { readonly name: string; readonly body: TemplateNode | undefined } | undefined;
    return {
      MustacheStatement(node, parents) {
        const helper = helperNameOf(node.path);
        if (helper === 'role' || helper === 'history') {
          role = { name: helper === 'role' ? roleOf(node) : 'model', body: parents.at(-1) };
          return;
        }
        // Behind a block that may have changed it, nobody knows the role.
        const isSystem = role?.name === 'system' && role.body && parents.includes(role.body);
        if (!isSystem || node.params.length > 0 || node.hash || !isFreeText(node, context)) return;
        if (isMarked(node, context.tree.source)) return;
        const name = context.text(node.path.range);
        context.report({
          range: node.range,
          message: `\`${name}\` is free text inside of the system message: it can give orders.`,
          fixes: [marks(node, context)],
        });
      },
    };
  },
};

function roleOf({ params: [name] }: MustacheStatement): string {
  return name?.type === 'StringLiteral' ? name.value : '';
}

/** A declared text without choices, as the input brings it. */
function isFreeText({ path }: MustacheStatement, { analysis, isFrontmatterReliable }: RuleContext): boolean {
  if (path.type !== 'PathExpression' || !isFrontmatterReliable) return false;
  const resolution = analysis.byNode.get(path)?.resolution;
  if (resolution === undefined || !('variable' in resolution) || resolution.kind === 'data') return false;
  const { type }: { type: Type } = resolution.variable;
  return typeNames(type)?.has('string') === true && !Array.isArray(type?.enum);
}

/** `<a>{{x}}</a>`, `"{{x}}"`, or a fence of backticks around it. */
function isMarked({ range }: MustacheStatement, source: string): boolean {
  const before = source.slice(Math.max(0, range.start - 200), range.start).trimEnd();
  const after = source.slice(range.end, range.end + 200).trimStart();
  const tag = /<([A-Za-z][\w-]*)[^<>]*>$/.exec(before)?.[1];
  if (tag !== undefined) return after.startsWith(`</${tag}>`);
  const quote = /(["'`])$/.exec(before)?.[1];
  return quote !== undefined && after.startsWith(quote);
}

function marks({ path, range }: MustacheStatement, { text }: RuleContext): Fix | undefined {
  const name = path.type === 'PathExpression' ? path.parts.at(-1)?.name : undefined;
  const tag = name !== undefined && /^[A-Za-z][\w-]*$/.test(name) ? name : 'data';
  const newText = `<${tag}>${text(range)}</${tag}>`;
  return { ...replace(range, newText), preferred: false };
}
