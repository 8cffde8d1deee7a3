import {
  BUILTIN_HELPERS,
  builtinHelper,
  describeType,
  ROLES,
  scopeAt,
  type Range,
  type VisibleName,
} from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import type { ExpressionContext } from '../language/expression-context';
import { helperMarkdown, helperSnippet, roleNotes } from '../language/helpers';
import { inputsOf, splitName, type Input } from '../language/names';
import { CompletionItemKind, type Candidate } from './candidate';
import { openBlockAt } from './open-block';
import { partialCandidates, partialInputs } from './partials';

/** What can be written at the cursor inside `{{…`. */
export function expressionCandidates(
  context: Context,
  document: PromptDocument,
  { at, offset }: { at: ExpressionContext; offset: number },
): Candidate[] {
  if (at.kind === 'string') return stringCandidates(document, at, offset);
  if (at.kind === 'hash-value') return variableCandidates(document, at, offset);
  if (at.kind === 'argument') return argumentCandidates(context, document, { at, offset });
  switch (at.sigil) {
    case '/':
      return closingCandidates(document, at, offset);
    case '#':
      return helperCandidates(context, document, { at, kinds: ['block'], offset });
    case '>':
    case '#>':
      return partialCandidates(context, document, at);
    case '(':
      return [
        ...helperCandidates(context, document, { at, kinds: ['inline'], offset }).filter(
          ({ label }) => label === 'lookup',
        ),
        ...variableCandidates(document, at, offset),
      ];
    case '^':
    case '&':
      return variableCandidates(document, at, offset);
    default:
      return headCandidates(context, document, { at, offset });
  }
}

function headCandidates(
  context: Context,
  document: PromptDocument,
  { at, offset }: { at: ExpressionContext; offset: number },
): Candidate[] {
  const names = variableCandidates(document, at, offset);
  if (splitName(at.word).owner !== '' || /^[@.]/.test(at.word)) return names;
  return [
    ...names,
    ...helperCandidates(context, document, { at, kinds: ['inline', 'block'], offset }),
    ...partialCandidates(context, document, at),
    ...closingCandidates(document, at, offset),
  ];
}

/** Names that the scope knows; a dot continues with the properties of what stands before it. */
function variableCandidates(document: PromptDocument, at: ExpressionContext, offset: number): Candidate[] {
  const { owner, typing } = splitName(at.word);
  const scope = scopeAt(document.tree, offset, document.analysis);
  const range: Range = { start: offset - typing.length, end: at.replace.end };
  if (owner !== '') {
    const atTop = owner === '@root' || (scope.context.path?.length === 2 && /^(?:this|\.)$/.test(owner));
    const found = scope.membersOf(owner === '.' ? 'this' : owner);
    return found.map((name) => nameCandidate(document, name, { range, rank: 0, isInput: atTop }));
  }
  const inner = scope.names.map((name) =>
    nameCandidate(document, name, {
      range,
      rank: name.kind === 'data' ? 3 : 0,
      isInput: name.kind === 'input',
    }),
  );
  const known = new Set(scope.names.filter(({ kind }) => kind === 'input').map(({ name }) => name));
  const undeclared = inputsOf(document.analysis).filter(
    ({ name, declaration }) => !declaration && !known.has(name),
  );
  const isRoot = scope.context.path?.join('.') === 'input.schema';
  const around: Candidate[] = isRoot
    ? undeclared.map((input) => inputCandidate(input, range))
    : [
        {
          label: 'this',
          kind: CompletionItemKind.Keyword,
          range,
          rank: 1,
          detail: describeType(scope.context.type),
        },
      ];
  const outer = ['..', '../..', '../../..'].flatMap((path) =>
    scope
      .membersOf(path)
      .map((name) =>
        nameCandidate(
          document,
          { ...name, name: `${path}/${name.name}` },
          { range, rank: 2, isInput: false },
        ),
      ),
  );
  return [...inner, ...around, ...outer];
}

function nameCandidate(
  { analysis }: PromptDocument,
  { name, typeText, description }: VisibleName,
  { range, rank, isInput }: { range: Range; rank: number; isInput: boolean },
): Candidate {
  const input = isInput ? inputsOf(analysis).find((each) => each.name === name) : undefined;
  if (input) return { ...inputCandidate(input, range), rank };
  return {
    label: name,
    kind: CompletionItemKind.Variable,
    range,
    rank,
    detail: typeText,
    documentation: description ?? '',
  };
}

function inputCandidate({ name, type, description, optional, defaultValue }: Input, range: Range): Candidate {
  const fallback = defaultValue === undefined ? '' : `Default: \`${JSON.stringify(defaultValue)}\``;
  return {
    label: name,
    kind: CompletionItemKind.Variable,
    range,
    rank: 0,
    detail: `${describeType(type)}${optional ? ' (optional)' : ''}`,
    documentation: [description, fallback].filter(Boolean).join('\n\n'),
  };
}

function helperCandidates(
  { abilities }: Context,
  document: PromptDocument,
  { at, kinds, offset }: { at: ExpressionContext; kinds: readonly string[]; offset: number },
): Candidate[] {
  return BUILTIN_HELPERS.filter(({ kind }) => kinds.includes(kind)).map((helper): Candidate => {
    const hash = helper.kind === 'block' && at.sigil === '' ? '#' : '';
    const base = {
      label: hash + helper.name,
      filter: hash + helper.name,
      kind: helper.kind === 'block' ? CompletionItemKind.Keyword : CompletionItemKind.Function,
      documentation: helperMarkdown(helper),
      rank: 1,
      range: at.replace,
    };
    if (!abilities.snippets || !at.atEnd || at.sigil === '(') return { ...base, insert: hash + helper.name };
    const head = `${hash}${helperSnippet(helper)}${at.closer}`;
    const range = { start: at.replace.start, end: at.closedAt ?? at.replace.end };
    const body = helper.kind === 'block' ? blockBody(document, { name: helper.name, offset }) : '';
    return { ...base, insert: head + body, snippet: true, range };
  });
}

/** A block that begins its line gets lines of its own; any other stays on the line. */
function blockBody({ text }: PromptDocument, { name, offset }: { name: string; offset: number }): string {
  const before = text.slice(
    Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1,
    offset,
  );
  const alone = before.slice(0, before.lastIndexOf('{{')).trim() === '';
  return alone ? `\n$0\n{{/${name}}}` : `$0{{/${name}}}`;
}

function closingCandidates(document: PromptDocument, at: ExpressionContext, offset: number): Candidate[] {
  const name = openBlockAt(document.text.slice(0, document.text.lastIndexOf('{{', offset - 1)));
  if (name === undefined) return [];
  const range = { start: at.replace.start, end: at.closedAt ?? at.replace.end };
  const closer = at.atEnd ? at.closer : '';
  const candidate = (text: string, rank: number): Candidate => ({
    label: text,
    kind: CompletionItemKind.Keyword,
    insert: text + closer,
    range,
    rank,
  });
  if (at.sigil === '/') return [candidate(name, 0)];
  return [candidate(`/${name}`, 1), candidate('else', 1)];
}

function argumentCandidates(
  context: Context,
  document: PromptDocument,
  { at, offset }: { at: ExpressionContext; offset: number },
): Candidate[] {
  const names = variableCandidates(document, at, offset);
  const unused = (name: string): boolean => !at.usedHashKeys.includes(name);
  const range = at.replace;
  if (at.sigil === '>' || at.sigil === '#>') {
    const inputs = partialInputs(context, document, at.callee).filter(({ name }) => unused(name));
    return [
      ...inputs.map((input): Candidate => ({ ...inputCandidate(input, range), label: `${input.name}=` })),
      ...names,
    ];
  }
  if (at.callee === 'role') return quoted(ROLES, range);
  if (at.callee === 'section') return quoted(['output'], range);
  const hash = (builtinHelper(at.callee)?.hash ?? []).filter(({ name }) => unused(name));
  return [
    ...comparedValues(document, at, offset).map((value): Candidate => ({
      label: `"${value}"`,
      kind: CompletionItemKind.EnumMember,
      range,
      rank: 0,
    })),
    ...hash.map(({ name, summary }): Candidate => ({
      label: `${name}=`,
      kind: CompletionItemKind.Property,
      range,
      rank: 0,
      documentation: summary,
    })),
    ...names,
  ];
}

function stringCandidates(document: PromptDocument, at: ExpressionContext, offset: number): Candidate[] {
  const range = at.replace;
  const item = (label: string, documentation = ''): Candidate => ({
    label,
    kind: CompletionItemKind.EnumMember,
    range,
    rank: 0,
    documentation,
  });
  if (at.callee === 'role' && at.argument === 0) return ROLES.map((role) => item(role, roleNotes[role]));
  if (at.callee === 'section') return [item('output', 'Where instructions about the answer’s form go.')];
  if (at.callee === 'media' && at.hashKey === 'contentType')
    return [
      'image/png',
      'image/jpeg',
      'image/webp',
      'image/gif',
      'audio/mpeg',
      'audio/wav',
      'video/mp4',
      'application/pdf',
    ].map((type) => item(type));
  return comparedValues(document, at, offset).map((value) => item(value));
}

/** In `{{#ifEquals tone "…`: the values that the schema allows for the other side. */
function comparedValues(document: PromptDocument, at: ExpressionContext, offset: number): string[] {
  if (!/^(?:if|unless)Equals$/.test(at.callee) || at.argument !== 1) return [];
  const before = document.text.slice(document.text.lastIndexOf('{{', offset - 1), offset);
  const left = /Equals\s+([^\s"'()]+)/.exec(before)?.[1];
  if (left === undefined) return [];
  const { owner, typing } = splitName(left);
  const scope = scopeAt(document.tree, offset, document.analysis);
  const found = (owner === '' ? scope.names : scope.membersOf(owner)).find(({ name }) => name === typing);
  const values: unknown = found?.type?.enum;
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}

function quoted(words: readonly string[], range: Range): Candidate[] {
  return words.map((word) => ({ label: `"${word}"`, kind: CompletionItemKind.EnumMember, range, rank: 0 }));
}
