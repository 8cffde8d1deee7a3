import {
  builtinHelper,
  childrenOf,
  visit,
  type PathExpression,
  type Range,
  type TemplateNode,
} from '@prompthub/core';
import {
  SemanticTokensBuilder,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SemanticTokensDeltaParams,
  type SemanticTokensLegend,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
} from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { overlaps, toRange } from '../ranges';
import { tokenEdits } from './semantic-token-edits';

const types = [
  'keyword',
  'function',
  'variable',
  'property',
  'parameter',
  'string',
  'number',
  'comment',
  'macro',
] as const;
type TokenType = (typeof types)[number];

export const legend: SemanticTokensLegend = { tokenTypes: [...types], tokenModifiers: ['defaultLibrary'] };

interface Token {
  readonly range: Range;
  readonly type: TokenType;
  readonly builtin?: boolean;
}

/** Tokens of the template. The YAML above it is coloured by the grammar. */
export function semanticTokens(context: Context, { textDocument }: SemanticTokensParams): SemanticTokens {
  const document = context.documents.get(textDocument.uri);
  return document ? answer(context, document) : { data: [] };
}

/** What has changed since an earlier answer; all tokens where that one is not remembered. */
export function semanticTokensDelta(
  context: Context,
  { textDocument, previousResultId }: SemanticTokensDeltaParams,
): SemanticTokens | SemanticTokensDelta {
  const document = context.documents.get(textDocument.uri);
  if (!document) return { data: [] };
  const earlier = answersOf(context).get(document.key);
  const now = answer(context, document);
  if (earlier?.resultId !== previousResultId) return now;
  return { resultId: now.resultId, edits: tokenEdits(earlier.data, now.data) };
}

type Answer = Required<SemanticTokens>;

/** The last answer for each document that is open. */
const answers = new WeakMap<Context, Map<string, Answer>>();
let count = 0;

function answersOf(context: Context): Map<string, Answer> {
  const known = answers.get(context) ?? new Map<string, Answer>();
  answers.set(context, known);
  for (const key of known.keys()) if (!context.documents.get(key)) known.delete(key);
  return known;
}

function answer(context: Context, document: PromptDocument): Answer {
  const { data } = build(document, tokensOf(document));
  const made = { resultId: String(++count), data };
  answersOf(context).set(document.key, made);
  return made;
}

export function semanticTokensRange(context: Context, params: SemanticTokensRangeParams): SemanticTokens {
  const document = context.documents.get(params.textDocument.uri);
  if (!document) return { data: [] };
  const range = toRange(document.lines, params.range);
  return build(
    document,
    tokensOf(document).filter((token) => overlaps(token.range, range)),
  );
}

function tokensOf({ tree, kind }: PromptDocument): Token[] {
  if (kind !== 'prompt' || tree.dialect !== 'dotprompt') return [];
  const tokens: Token[] = [];
  visit(tree.template, (node) => void tokens.push(...ofNode(node)));
  return tokens.sort(
    (left, right) => left.range.start - right.range.start || left.range.end - right.range.end,
  );
}

function ofNode(node: TemplateNode): Token[] {
  switch (node.type) {
    case 'CommentStatement':
      return [{ range: node.range, type: 'comment' }];
    case 'StringLiteral':
      return [{ range: node.range, type: 'string' }];
    case 'NumberLiteral':
      return [{ range: node.range, type: 'number' }];
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'UndefinedLiteral':
      return [{ range: node.range, type: 'keyword' }];
    case 'HashPair':
      return [{ range: node.keyRange, type: 'parameter' }];
    case 'MustacheStatement':
    case 'SubExpression':
    case 'BlockStatement':
      return [...callee(node), ...pathsBelow(node), ...blockParams(node)];
    case 'PartialStatement':
    case 'PartialBlockStatement':
      return [{ range: node.name.range, type: 'macro' }, ...pathsBelow(node)];
    default:
      return [];
  }
}

type Caller = Extract<TemplateNode, { type: 'MustacheStatement' | 'SubExpression' | 'BlockStatement' }>;

function callee(node: Caller): Token[] {
  const { path } = node;
  if (path.type !== 'PathExpression') return [];
  const helper = builtinHelper(path.original);
  if (helper)
    return [{ range: path.range, type: helper.kind === 'block' ? 'keyword' : 'function', builtin: true }];
  const called = node.params.length > 0 || node.hash !== undefined;
  return called ? [{ range: path.range, type: 'function' }] : ofPath(path);
}

/** Paths among the arguments; those of calls inside come when the walk reaches them. */
function pathsBelow(node: TemplateNode): Token[] {
  const head = 'path' in node ? node.path : 'name' in node ? node.name : undefined;
  return childrenOf(node).flatMap((child) => {
    if (child === head) return [];
    if (child.type === 'Hash')
      return child.pairs.flatMap(({ value }) => (value.type === 'PathExpression' ? ofPath(value) : []));
    return child.type === 'PathExpression' ? ofPath(child) : [];
  });
}

function ofPath(path: PathExpression): Token[] {
  return path.parts.map(({ range }, index) => ({ range, type: index === 0 ? 'variable' : 'property' }));
}

function blockParams(node: Caller): Token[] {
  if (node.type !== 'BlockStatement') return [];
  const params = [...node.program.blockParams, ...(node.inverse?.blockParams ?? [])];
  return params.map(({ range }) => ({ range, type: 'parameter' }));
}

/** LSP wants tokens in order, without overlap, each on one line and not empty. */
function build({ lines, text }: PromptDocument, tokens: readonly Token[]): SemanticTokens {
  const builder = new SemanticTokensBuilder();
  let last = 0;
  for (const { range, type, builtin } of tokens) {
    if (range.start < last) continue;
    last = range.end;
    let start = range.start;
    for (const part of text.slice(range.start, range.end).split(/(\r\n|\n|\r)/)) {
      const { line, character } = lines.positionAt(start);
      const length = lines.positionAt(start + part.length).character - character;
      if (part.trim() !== '') builder.push(line, character, length, types.indexOf(type), builtin ? 1 : 0);
      start += part.length;
    }
  }
  return builder.build();
}
