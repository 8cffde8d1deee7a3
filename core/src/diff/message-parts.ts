import type { MustacheStatement, Statement } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import type { PromptTree } from '../syntax/tree';

/** A part of the template that makes one message: from a role to the next. What blocks and partials hold is not cut. */
export interface MessagePart {
  /** `user` for text before the first role, as Dotprompt has it; `history` for `{{history}}` and what follows it. */
  readonly role: string;
  readonly range: Range;
  /** What stands in it, without the role itself. */
  readonly body: readonly Statement[];
  /** False for the text before the first role. */
  readonly isMarked: boolean;
}

/** The parts together cover the template. The first one is the text before the first role; it may be empty. */
export function messageParts({ template, templateRange }: PromptTree): MessagePart[] {
  const parts: { role: string; start: number; body: Statement[]; isMarked: boolean }[] = [
    { role: 'user', start: templateRange.start, body: [], isMarked: false },
  ];
  for (const statement of template.body) {
    const role = statement.type === 'MustacheStatement' ? roleOf(statement) : undefined;
    if (role !== undefined) parts.push({ role, start: statement.range.start, body: [], isMarked: true });
    else parts.at(-1)?.body.push(statement);
  }
  return parts.map(({ start, ...part }, index) => ({
    ...part,
    range: { start, end: parts[index + 1]?.start ?? templateRange.end },
  }));
}

function roleOf({ path, params, hash }: MustacheStatement): string | undefined {
  if (path.type !== 'PathExpression' || hash !== undefined) return undefined;
  if (path.original === 'history' && params.length === 0) return 'history';
  const [name] = params;
  return path.original === 'role' && params.length === 1 && name?.type === 'StringLiteral'
    ? name.value
    : undefined;
}
