import type { Program, Statement, TemplateNode } from '../syntax/ast';
import type { Range } from '../syntax/positions';
import type { Rule } from './rule';
import { helperNameOf, isBlank } from './template-text';

export const textAfterHistory: Rule = {
  meta: {
    code: 'text-after-history',
    severity: 'warning',
    summary: 'Text follows the history without a role.',
    docs:
      'Dotprompt makes a *model* message of what stands behind `{{history}}`. Say whose words they are: nearly always ' +
      '`{{role "user"}}`.',
    bad: '{{history}}{{question}}',
    good: '{{history}}{{role "user"}}{{question}}',
  },
  create: ({ report, text }) => ({
    MustacheStatement(node, parents) {
      if (helperNameOf(node.path) !== 'history' || node.params.length > 0) return;
      const next = firstPrinted(node, parents);
      if (next === undefined) return;
      const range = trimmed(next.range, text(next.range));
      const at = { start: range.start, end: range.start };
      report({
        range: { start: range.start, end: range.start + firstLineLength(text(range)) },
        message: 'What follows {{history}} becomes a message of the model. Put {{role "user"}} before it.',
        fixes: [
          {
            title: 'Put {{role "user"}} before it',
            edits: [
              {
                range: at,
                newText: next.type === 'ContentStatement' ? '{{role "user"}}\n' : '{{role "user"}}',
              },
            ],
            preferred: true,
          },
        ],
      });
    },
  }),
};

/** The first statement behind `node` that prints text; undefined when a role (or something unknowable) comes first. */
function firstPrinted(node: Statement, parents: readonly TemplateNode[]): Statement | undefined {
  let child: TemplateNode = node;
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i];
    if (parent?.type === 'Program') {
      const next = followingPrinted(parent.body, child.range.start);
      if (next) return printed(next);
    }
    if (parent) child = parent;
  }
  return undefined;
}

/** The first statement that begins behind an offset and is not blank. Statements are in source order. */
function followingPrinted(body: readonly Statement[], offset: number): Statement | undefined {
  let low = 0;
  let high = body.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((body[middle]?.range.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < body.length; at++) {
    const statement = body[at];
    if (statement && !isBlank(statement)) return statement;
  }
  return undefined;
}

function printed(statement: Statement): Statement | undefined {
  let at: Statement | undefined = statement;
  while (at?.type === 'BlockStatement') {
    const body: Program = at.program;
    at = body.body.find((inner) => !isBlank(inner));
  }
  if (at?.type === 'ContentStatement') return at;
  if (at?.type !== 'MustacheStatement') return undefined;
  const name = helperNameOf(at.path);
  return name === 'role' || name === 'history' || name === 'log' ? undefined : at;
}

function trimmed({ start, end }: Range, written: string): Range {
  return { start: start + written.length - written.trimStart().length, end };
}

function firstLineLength(text: string): number {
  return (/^[^\r\n]*/.exec(text)?.[0] ?? '').trimEnd().length;
}
