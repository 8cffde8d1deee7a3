import { parseTemplate, visit, type MustacheStatement, type Statement } from '@prompthub/core';
import { InterchangeError } from './interchange-format';

export type Role = 'system' | 'user' | 'model' | 'tool';

/** One message of a template; `history` is where `{{history}}` stands. */
export type DraftMessage =
  { readonly kind: 'message'; readonly role: Role; readonly text: string } | { readonly kind: 'history' };

/** A template that renders to these messages, blank space around each aside. */
export function joinMessages(messages: readonly DraftMessage[]): string {
  const [only] = messages;
  if (messages.length === 1 && only?.kind === 'message' && only.role === 'user') return only.text.trim();
  return messages
    .map((message) =>
      message.kind === 'history' ? '{{history}}' : `{{role "${message.role}"}}\n${message.text.trim()}`,
    )
    .join('\n\n');
}

/**
 * The messages of a template, each with its own part of it. Throws InterchangeError when a role is chosen inside a
 * block: then only rendering can tell how many messages there are.
 */
export function splitMessages(template: string): DraftMessage[] {
  const { program } = parseTemplate(template, { start: 0, end: template.length });
  const messages: DraftMessage[] = [];
  let role: Role = 'user';
  let start = 0;
  const take = (end: number): void => {
    const text = template.slice(start, end).trim();
    if (text !== '') messages.push({ kind: 'message', role, text });
  };
  for (const statement of program.body) {
    const next = roleOf(statement);
    if (next === undefined) {
      refuseNestedRoles(statement, template);
      continue;
    }
    take(statement.range.start);
    start = statement.range.end;
    if (next === 'history') messages.push({ kind: 'history' });
    role = next === 'history' ? 'model' : next;
  }
  take(template.length);
  return messages;
}

/** What a statement switches to at the top of a template; undefined for every other one. */
function roleOf(statement: Statement): Role | 'history' | undefined {
  if (statement.type !== 'MustacheStatement' || statement.path.type !== 'PathExpression') return undefined;
  if (statement.path.original === 'history') return 'history';
  return statement.path.original === 'role' ? namedRole(statement) : undefined;
}

function namedRole({ params: [name] }: MustacheStatement): Role | undefined {
  const value = name?.type === 'StringLiteral' ? name.value : undefined;
  return value === 'system' || value === 'user' || value === 'model' || value === 'tool' ? value : undefined;
}

function refuseNestedRoles(statement: Statement, template: string): void {
  visit(statement, (node) => {
    if (node.type !== 'MustacheStatement' || roleOf(node) === undefined) return;
    const line = template.slice(0, node.range.start).split('\n').length;
    throw new InterchangeError(
      `Line ${line} of the template begins a message inside a block. A list of messages cannot say that; move the role out of the block.`,
    );
  });
}
