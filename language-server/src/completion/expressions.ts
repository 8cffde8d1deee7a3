import { builtinHelper, ROLES, type Range } from '@prompthub/core';
import type { Context } from '../context';
import { roleNotes } from '../language/helpers';
import { segmentOf, splitName } from '../language/names';
import { closingCandidates, helperCandidates, valueBlocks } from './blocks';
import { CompletionItemKind, type Candidate } from './candidate';
import { partialCandidates, partialInputs } from './partials';
import type { ExpressionPlace } from './place';
import { inputCandidate, variableCandidates } from './variables';

/** What can be written at the cursor inside `{{…`. */
export function expressionCandidates(context: Context, place: ExpressionPlace): Candidate[] {
  const { at } = place;
  if (isNaming(place)) return [];
  if (at.kind === 'string') return stringCandidates(place);
  if (at.kind === 'hash-value') return variableCandidates(place);
  if (at.kind === 'argument') return argumentCandidates(context, place);
  switch (at.sigil) {
    case '/':
      return closingCandidates(place);
    case '#':
      return isPath(at.word)
        ? variableCandidates(place)
        : [...helperCandidates(place, ['block']), ...valueBlocks(place), ...paths(place)];
    case '>':
    case '#>':
      return partialCandidates(context, place);
    case '(':
      return helperCandidates(place, ['inline']).filter(({ label }) => !STRUCTURAL.has(label));
    case '*':
    case '#*':
      return [];
    case '^':
    case '&':
      return variableCandidates(place);
    default:
      return headCandidates(context, place);
  }
}

/** These write to the output, and have no value to give. */
const STRUCTURAL: ReadonlySet<string> = new Set(['role', 'history', 'section', 'media', 'log']);

/** Between the pipes of `as |a b|` one invents names. */
function isNaming({ document: { text }, at, offset }: ExpressionPlace): boolean {
  const tag = text.slice(text.lastIndexOf('{{', offset - 1), offset);
  return at.kind !== 'string' && /\sas\s+\|/.test(tag);
}

function isPath(word: string): boolean {
  return splitName(word).owner !== '' || /^[@.]/.test(word);
}

function paths(place: ExpressionPlace): Candidate[] {
  const taken = new Set(valueBlocks(place).map(({ label }) => label));
  return variableCandidates(place)
    .filter(({ label }) => !taken.has(segmentOf(label)))
    .map((each) => ({ ...each, rank: 7 }));
}

function headCandidates(context: Context, place: ExpressionPlace): Candidate[] {
  const names = variableCandidates(place);
  if (isPath(place.at.word)) return names;
  // `{{{` takes values alone: neither a block nor a partial can stand there.
  if (place.at.closer === '}}}')
    return [...names, ...helperCandidates(place, ['inline']).filter(({ label }) => !STRUCTURAL.has(label))];
  return [
    ...names,
    ...helperCandidates(place, ['inline', 'block']),
    ...partialCandidates(context, place),
    ...closingCandidates(place),
  ];
}

function argumentCandidates(context: Context, place: ExpressionPlace): Candidate[] {
  const { at } = place;
  if (at.sigil === '/') return [];
  const names = variableCandidates(place);
  if (isPath(at.word)) return names;
  const range = at.replace;
  const unused = ({ name }: { readonly name: string }): boolean => !at.usedHashKeys.includes(name);
  if (at.sigil === '>' || at.sigil === '#>') {
    const inputs = partialInputs(context, place, at.callee).filter(unused);
    return [
      ...inputs.map((input): Candidate => ({
        ...inputCandidate(input, range),
        label: `${input.name}=`,
        insert: `${input.name}=`,
        kind: CompletionItemKind.Property,
        rank: 0,
        commit: [],
      })),
      ...names,
    ];
  }
  if (at.callee === 'role') return [...quoted(ROLES, range), ...later(names)];
  if (at.callee === 'section') return [...quoted(['output'], range), ...later(names)];
  const hash = (builtinHelper(at.callee)?.hash ?? []).filter(unused);
  return [
    ...quoted([...comparedValues(place), ...lookedUpNames(place)], range),
    ...hash.map(({ name, summary, required }): Candidate => ({
      label: `${name}=`,
      kind: CompletionItemKind.Property,
      range,
      rank: required ? 0 : 5,
      documentation: summary,
    })),
    ...blockParameters(place),
    ...names,
  ];
}

function later(names: readonly Candidate[]): Candidate[] {
  return names.map((each) => ({ ...each, rank: each.rank + 10 }));
}

/** `as |item|`, behind the argument of a loop or a `with`. */
function blockParameters({ at }: ExpressionPlace): Candidate[] {
  const names = { each: ['item', 'index'], with: ['value'] }[at.callee];
  if (!names || at.sigil !== '#' || at.argument !== 1) return [];
  const insert = `as |${names.map((name, i) => `\${${i + 1}:${name}}`).join(' ')}|`;
  const label = `as |${names.join(' ')}|`;
  return [{ label, kind: CompletionItemKind.Keyword, insert, snippet: true, range: at.replace, rank: 0 }];
}

function stringCandidates(place: ExpressionPlace): Candidate[] {
  const { at } = place;
  const item = (label: string, documentation = ''): Candidate => ({
    label,
    kind: CompletionItemKind.EnumMember,
    range: at.replace,
    rank: 0,
    documentation,
  });
  if (at.callee === 'role' && at.argument === 0) return ROLES.map((role) => item(role, roleNotes[role]));
  if (at.callee === 'section') return [item('output', 'Where instructions about the answer’s form go.')];
  if (at.callee === 'media' && at.hashKey === 'contentType') return MEDIA_TYPES.map((type) => item(type));
  return [...comparedValues(place), ...lookedUpNames(place)].map((value) => item(value));
}

const MEDIA_TYPES = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'audio/mpeg',
  'audio/wav',
  'video/mp4',
  'application/pdf',
];

/** In `{{#ifEquals tone "…`: the values that the schema allows for the other side. */
function comparedValues({ at, document: { text }, offset, scope }: ExpressionPlace): string[] {
  if (!/^(?:if|unless)Equals$/.test(at.callee) || at.argument !== 1) return [];
  const before = text.slice(text.lastIndexOf('{{', offset - 1), offset);
  const left = /Equals\s+([^\s"'()]+)/.exec(before)?.[1];
  if (left === undefined) return [];
  const { owner, typing } = splitName(left);
  const found = (owner === '' ? scope.names : scope.membersOf(owner)).find(({ name }) => name === typing);
  const values: unknown = found?.type?.enum;
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}

/** In `{{lookup user "…`: the names of what stands before. */
function lookedUpNames({ at, document: { text }, offset, scope }: ExpressionPlace): string[] {
  if (at.callee !== 'lookup' || at.argument !== 1 || at.hashKey !== undefined) return [];
  const before = text.slice(text.lastIndexOf('{{', offset - 1), offset);
  const owner = /\blookup\s+([^\s"'()]+)\s+["']?[^"'()]*$/.exec(before)?.[1];
  if (owner === undefined) return [];
  return scope.membersOf(owner === '.' ? 'this' : owner).map(({ name }) => name);
}

function quoted(words: readonly string[], range: Range): Candidate[] {
  return words.map((word) => ({ label: `"${word}"`, kind: CompletionItemKind.EnumMember, range, rank: 0 }));
}
