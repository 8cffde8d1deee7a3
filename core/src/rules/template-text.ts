import type { Expression, Statement } from '../syntax/ast';

/** The plain name that a mustache or a block calls; undefined for paths such as `user.name`, `@x`, `../y`, `this.z`. */
export function helperNameOf(path: Expression): string | undefined {
  if (path.type !== 'PathExpression' || path.data || path.depth > 0 || path.isThis) return undefined;
  return path.parts.length === 1 ? path.parts[0]?.name : undefined;
}

/** Whether a statement prints nothing: a comment, or blanks. */
export function isBlank(statement: Statement): boolean {
  return (
    statement.type === 'CommentStatement' ||
    (statement.type === 'ContentStatement' && statement.original.trim() === '')
  );
}
