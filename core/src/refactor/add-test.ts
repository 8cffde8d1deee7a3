import { stringify } from 'yaml';
import type { TextEdit } from '../diagnostic';
import { applyEdits } from '../format/apply-edits';
import { parse } from '../parse';
import type { PromptTree } from '../syntax/tree';

export interface NewTest {
  readonly description: string;
  readonly vars: Readonly<Record<string, unknown>>;
}

const KEY = 'prompthub.tests';

/** Adds a test behind those in the frontmatter. Undefined where they are written in a way that leaves no room for one. */
export function addTest(tree: PromptTree, { description, vars }: NewTest): TextEdit[] | undefined {
  const { frontmatter, source, problems } = tree;
  if (!frontmatter || problems.length > 0) return undefined;
  const tests: unknown = frontmatter.value[KEY] ?? [];
  if (!Array.isArray(tests)) return undefined;
  const newline = source.slice(0, 4096).includes('\r\n') ? '\r\n' : '\n';
  const list = frontmatter.entry([KEY]);
  const start = list?.value.start ?? 0;
  if (list && source[start] !== '-') return undefined;
  const column = list ? start - (source.lastIndexOf('\n', start - 1) + 1) : 2;
  const yaml = [`- description: ${scalar(description)}`, `  vars: ${scalar(vars)}`].map(
    (line) => ' '.repeat(column) + line + newline,
  );
  const end = list ? source.slice(0, list.value.end).trimEnd().length : frontmatter.contentRange.end;
  const lineEnd = /^[^\r\n]*(?:\r\n|\n|\r)/.exec(source.slice(end))?.[0].length ?? 0;
  const isAtLineStart = !list && (end === 0 || /[\r\n]/.test(source[end - 1] ?? ''));
  const at = list ? end + lineEnd : end;
  const head = list ? '' : `${isAtLineStart ? '' : newline}${KEY}:${newline}`;
  const text = head + yaml.join('');
  const ends = list || isAtLineStart ? text : text.slice(0, -newline.length);
  const edit = { range: { start: at, end: at }, newText: ends };
  const after = parse(applyEdits(source, [edit]));
  const expected = { ...frontmatter.value, [KEY]: [...(tests as unknown[]), { description, vars }] };
  const isAsMeant =
    after.problems.length === 0 && JSON.stringify(after.frontmatter?.value) === JSON.stringify(expected);
  return isAsMeant ? [edit] : undefined;
}

/** On one line. */
function scalar(value: unknown): string {
  return stringify(value, {
    collectionStyle: 'flow',
    lineWidth: 0,
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
  })
    .trimEnd()
    .replace(/\n\s*/g, ' ');
}
