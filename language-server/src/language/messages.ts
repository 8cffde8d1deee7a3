import type { PromptTree, Range, Statement } from '@prompthub/core';

/** A message as far as it shows in the text: what follows `{{role "…"}}` or `{{history}}` at the top of the template. */
export interface MessageSpan {
  readonly role: string;
  readonly range: Range;
  /** The tag that starts it; the message's first line when there is none. */
  readonly head: Range;
}

export function messagesOf({ template, source }: PromptTree): MessageSpan[] {
  const starts = template.body.flatMap((statement) => {
    const role = roleOf(statement);
    return role === undefined ? [] : [{ role, head: statement.range }];
  });
  const first = starts[0]?.head.start ?? template.range.end;
  const found: MessageSpan[] = starts.map(({ role, head }, index) => ({
    role,
    head,
    range: { start: head.start, end: starts[index + 1]?.head.start ?? template.range.end },
  }));
  const lead = source.slice(template.range.start, first);
  if (lead.trim() === '') return found;
  const start = template.range.start + (lead.length - lead.trimStart().length);
  const firstLine = /^[^\r\n]*/.exec(source.slice(start, first))?.[0].length ?? 0;
  return [{ role: 'user', range: { start, end: first }, head: { start, end: start + firstLine } }, ...found];
}

function roleOf(statement: Statement): string | undefined {
  if (statement.type !== 'MustacheStatement' || statement.path.type !== 'PathExpression') return undefined;
  if (statement.path.original === 'history') return 'history';
  const [role] = statement.params;
  return statement.path.original === 'role' && role?.type === 'StringLiteral'
    ? role.value || 'role'
    : undefined;
}
