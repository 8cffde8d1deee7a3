import { describeType, type LineMap, type Range, type Statement } from '@prompthub/core';
import { SymbolKind, type DocumentSymbol, type DocumentSymbolParams } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { messagesOf } from '../language/messages';
import { inputsOf } from '../language/names';
import { toLspRange } from '../ranges';
import { testsIn } from '../tests/test-source';

/** An outline of more than this many of a kind (keys, variables, tests, messages, tags) helps nobody, and stops editors. */
const MAX_OF_A_KIND = 5000;

/** Frontmatter with its keys and variables, the messages with their blocks and partials, the tests. */
export function documentSymbols(context: Context, { textDocument }: DocumentSymbolParams): DocumentSymbol[] {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.unreadable) return [];
  const tests = testsIn(document)
    .slice(0, MAX_OF_A_KIND)
    .map((test) =>
      symbol(document.lines, {
        name: test.description,
        detail: test.mode === 'render' ? 'render' : '',
        kind: SymbolKind.Method,
        range: test.range,
        selection: test.nameRange,
      }),
    );
  if (document.kind === 'tests') return tests;
  return [...frontmatterSymbols(document, tests), ...messageSymbols(document)];
}

function frontmatterSymbols(
  { tree, analysis, lines }: PromptDocument,
  tests: DocumentSymbol[],
): DocumentSymbol[] {
  const { frontmatter } = tree;
  if (!frontmatter) return [];
  const variables = inputsOf(analysis)
    .slice(0, MAX_OF_A_KIND)
    .flatMap(({ name, type, declaration: range }) =>
      range
        ? [
            symbol(lines, {
              name,
              detail: describeType(type),
              kind: SymbolKind.Variable,
              range,
              selection: range,
            }),
          ]
        : [],
    );
  const children = Object.keys(frontmatter.value)
    .slice(0, MAX_OF_A_KIND)
    .flatMap((key) => {
      const entry = frontmatter.entry([key]);
      if (!entry?.key) return [];
      const inner = key === 'input' ? variables : key === 'prompthub.tests' ? tests : [];
      const value = frontmatter.value[key];
      const detail = typeof value === 'string' ? value.slice(0, 60) : '';
      return [
        symbol(lines, {
          name: key,
          detail,
          kind: SymbolKind.Property,
          range: hull(entry.key, entry.value),
          selection: entry.key,
          children: inner,
        }),
      ];
    });
  const { range } = frontmatter;
  const selection = { start: range.start, end: Math.min(range.end, range.start + 3) };
  return [
    symbol(lines, {
      name: 'frontmatter',
      detail: '',
      kind: SymbolKind.Namespace,
      range,
      selection,
      children,
    }),
  ];
}

function messageSymbols({ tree, lines }: PromptDocument): DocumentSymbol[] {
  // Both stand in the order of the text, so that one walk over the statements serves all messages.
  const { body } = tree.template;
  let next = 0;
  let room = MAX_OF_A_KIND;
  return messagesOf(tree)
    .slice(0, MAX_OF_A_KIND)
    .map(({ role, range, head }) => {
      const children: DocumentSymbol[] = [];
      for (let statement = body[next]; statement !== undefined; statement = body[++next]) {
        if (statement.range.start >= range.end) break;
        const inside = range.start <= statement.range.start && statement.range.end <= range.end;
        const found = inside && room > 0 ? blockSymbol(lines, tree.source, statement) : undefined;
        if (found === undefined) continue;
        children.push(found);
        room--;
      }
      return symbol(lines, {
        name: role,
        detail: '',
        kind: SymbolKind.Class,
        range,
        selection: head,
        children,
      });
    });
}

function blockSymbol(lines: LineMap, source: string, statement: Statement): DocumentSymbol | undefined {
  if (statement.type === 'PartialStatement') {
    const { range } = statement;
    return symbol(lines, {
      name: title(source, range),
      detail: '',
      kind: SymbolKind.Module,
      range,
      selection: range,
    });
  }
  if (statement.type !== 'BlockStatement' && statement.type !== 'PartialBlockStatement') return undefined;
  const { range, openRange } = statement;
  return symbol(lines, {
    name: title(source, openRange),
    detail: '',
    kind: SymbolKind.Struct,
    range,
    selection: openRange,
  });
}

function title(source: string, range: Range): string {
  return source.slice(range.start, Math.min(range.end, range.start + 80)).replace(/\s+/g, ' ');
}

interface Parts {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly range: Range;
  readonly selection: Range;
  readonly children?: DocumentSymbol[];
}

/** Clients refuse symbols without a name and selections outside the range. */
function symbol(
  lines: LineMap,
  { name, detail, kind, range, selection, children = [] }: Parts,
): DocumentSymbol {
  const start = Math.min(Math.max(selection.start, range.start), range.end);
  const end = Math.max(start, Math.min(selection.end, range.end));
  return {
    name: name.trim() || '(unnamed)',
    detail,
    kind,
    range: toLspRange(lines, range),
    selectionRange: toLspRange(lines, { start, end }),
    children,
  };
}

function hull(left: Range, right: Range): Range {
  return { start: Math.min(left.start, right.start), end: Math.max(left.end, right.end) };
}
