import {
  builtinHelper,
  visit,
  type BlockStatement,
  type Expression,
  type Range,
  type TemplateNode,
} from '@prompthub/core';
import type {
  SemanticTokens,
  SemanticTokensDelta,
  SemanticTokensDeltaParams,
  SemanticTokensLegend,
  SemanticTokensParams,
  SemanticTokensRangeParams,
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
    tokensOf(document, range).filter((token) => overlaps(token.range, range)),
  );
}

/** In the order of the text; those in a range, where there is one. (Fills one list: a long prompt has 100,000 of them.) */
function tokensOf({ tree, kind }: PromptDocument, within?: Range): Token[] {
  if (kind !== 'prompt' || tree.dialect !== 'dotprompt') return [];
  const tokens: Token[] = [];
  visit(tree.template, (node) => {
    if (within && !overlaps(node.range, within)) return false;
    addNode(tokens, node);
    return undefined;
  });
  return tokens.sort(
    (left, right) => left.range.start - right.range.start || left.range.end - right.range.end,
  );
}

function addNode(tokens: Token[], node: TemplateNode): void {
  switch (node.type) {
    case 'CommentStatement':
      tokens.push({ range: node.range, type: 'comment' });
      break;
    case 'StringLiteral':
      tokens.push({ range: node.range, type: 'string' });
      break;
    case 'NumberLiteral':
      tokens.push({ range: node.range, type: 'number' });
      break;
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'UndefinedLiteral':
      tokens.push({ range: node.range, type: 'keyword' });
      break;
    case 'HashPair':
      tokens.push({ range: node.keyRange, type: 'parameter' });
      addPath(tokens, node.value);
      break;
    case 'MustacheStatement':
    case 'SubExpression':
    case 'BlockStatement':
      addCallee(tokens, node);
      for (const param of node.params) addPath(tokens, param);
      if (node.type === 'BlockStatement') addBlockParams(tokens, node);
      break;
    case 'PartialStatement':
    case 'PartialBlockStatement':
      tokens.push({ range: node.name.range, type: 'macro' });
      for (const param of node.params) addPath(tokens, param);
      break;
    default:
  }
}

type Caller = Extract<TemplateNode, { type: 'MustacheStatement' | 'SubExpression' | 'BlockStatement' }>;

function addCallee(tokens: Token[], { path, params, hash }: Caller): void {
  if (path.type !== 'PathExpression') return;
  const { range } = path;
  const helper = builtinHelper(path.original);
  if (helper) tokens.push({ range, type: helper.kind === 'block' ? 'keyword' : 'function', builtin: true });
  else if (params.length > 0 || hash !== undefined) tokens.push({ range, type: 'function' });
  else addPath(tokens, path);
}

/** Other expressions come when the walk reaches them. */
function addPath(tokens: Token[], node: Expression): void {
  if (node.type !== 'PathExpression') return;
  node.parts.forEach(({ range }, index) =>
    tokens.push({ range, type: index === 0 ? 'variable' : 'property' }),
  );
}

function addBlockParams(tokens: Token[], { program, inverse }: BlockStatement): void {
  for (const { range } of program.blockParams) tokens.push({ range, type: 'parameter' });
  for (const { range } of inverse?.blockParams ?? []) tokens.push({ range, type: 'parameter' });
}

const LINE_BREAK = /[\r\n]/;

/** LSP wants tokens in order, without overlap, each on one line and not empty; of each five numbers, counted from the last. */
function build({ lines, text }: PromptDocument, tokens: readonly Token[]): { data: number[] } {
  const data: number[] = [];
  let [line, character, last] = [0, 0, 0];
  for (const { range, type, builtin } of tokens) {
    if (range.start < last) continue;
    last = range.end;
    const written = text.slice(range.start, range.end);
    let from = range.start;
    for (const part of LINE_BREAK.test(written) ? written.split(/(\r\n|\n|\r)/) : [written]) {
      const at = lines.positionAt(from);
      from += part.length;
      if (part.trim() === '') continue;
      const length = lines.positionAt(from).character - at.character;
      const column = at.line === line ? at.character - character : at.character;
      data.push(at.line - line, column, length, types.indexOf(type), builtin ? 1 : 0);
      ({ line, character } = at);
    }
  }
  return { data };
}
