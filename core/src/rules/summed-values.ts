import { typeNames, type Type } from '../model/schema-types';
import type { MustacheStatement, Program, Statement } from '../syntax/ast';
import { replace } from './fixes';
import type { RuleContext } from './rule';

/** What JavaScript adds instead of joining it. */
const ADDED = ['number', 'integer', 'boolean'];

/**
 * Finds the tag whose value is added to that of the tag before it: Handlebars joins what begins a body by JavaScript’s `+`, and
 * only a text among the values makes that a joining of texts.
 */
export function checkSum(
  { body }: Program,
  context: RuleContext,
  typeOf: (statement: MustacheStatement) => Type,
): void {
  const [first, second] = body.filter(prints);
  if (first?.type !== 'MustacheStatement' || second?.type !== 'MustacheStatement') return;
  if (![first, second].every((statement) => isAdded(typeOf(statement)))) return;
  const written = context.text(second.path.range);
  context.report({
    range: second.path.range,
    message: `\`${context.text(first.path.range)}\` and \`${written}\` are no texts and nothing stands before or between them, so they are added up: 1 and 2 print 3.`,
    fixes: [replace(second.path.range, `json ${written}`, { title: `Print as text: {{json ${written}}}` })],
  });
}

function prints(statement: Statement): boolean {
  if (statement.type === 'ContentStatement') return statement.value !== '';
  return statement.type !== 'CommentStatement';
}

function isAdded(type: Type): boolean {
  const names = typeNames(type);
  return names !== undefined && names.size > 0 && [...names].every((name) => ADDED.includes(name));
}
