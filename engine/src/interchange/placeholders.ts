import { builtinHelper, parseTemplate, type Expression, type Statement } from '@prompthub/core';
import { literalBeforeTag, literalText } from './literal-text';
import type { Reporter } from './reporter';
import { variableTag } from './variable-name';

/** `{{ name }}`: all the templating that some formats have. */
const PLACEHOLDER = /\{\{\s*([\p{L}_][\p{L}\p{M}\p{N}_-]*)\s*\}\}/gu;

/** A text with placeholders as a template, and the names in it. Everything else in it is literal. */
export function fromPlaceholders(text: string): { template: string; names: string[] } {
  const names = new Set<string>();
  let template = '';
  let end = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [written, name = ''] = match;
    template += literalBeforeTag(text.slice(end, match.index)) + variableTag(name);
    end = match.index + written.length;
    names.add(name);
  }
  return { template: template + literalText(text.slice(end)), names: [...names] };
}

export interface PlaceholderOptions {
  /** Where the text stands, for the report. */
  readonly field: string;
  /** The other tool's name. */
  readonly tool: string;
  readonly report: Reporter;
  /** What a partial becomes; undefined: the format has nothing like it. */
  readonly partial?: (name: string) => string;
}

/** A template as text with placeholders. What they cannot say stays as it is written, and is reported. */
export function toPlaceholders(template: string, options: PlaceholderOptions): string {
  const { program } = parseTemplate(template, { start: 0, end: template.length });
  return program.body.map((statement) => statementText(statement, template, options)).join('');
}

function statementText(statement: Statement, template: string, options: PlaceholderOptions): string {
  const { field, tool, report, partial } = options;
  if (statement.type === 'ContentStatement') return statement.value;
  if (statement.type === 'CommentStatement') {
    report.dropped(field, `${tool} has no comments in templates.`);
    return '';
  }
  if (statement.type === 'MustacheStatement' && statement.params.length === 0 && !statement.hash) {
    const name = simpleName(statement.path);
    if (name !== undefined) return `{{${name}}}`;
  }
  if (statement.type === 'PartialStatement' && partial && !statement.hash && statement.params.length === 0)
    if (statement.name.type === 'PathExpression') return partial(statement.name.original);
  const written = template.slice(statement.range.start, statement.range.end);
  const head = written.split('\n')[0] ?? '';
  report.dropped(field, `${tool} only fills in {{name}}: “${head}” stays as text.`);
  return written;
}

/** The name of a variable that nothing but a name leads to. */
function simpleName(path: Expression): string | undefined {
  if (path.type !== 'PathExpression' || path.data || path.depth > 0) return undefined;
  const [part, ...more] = path.parts;
  if (!part || more.length > 0) return undefined;
  return path.isThis || !builtinHelper(part.name) ? part.name : undefined;
}
