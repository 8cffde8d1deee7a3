import {
  builtinHelper,
  declaredNames,
  describeType,
  propertiesOf,
  typeNames,
  type Range,
  type Type,
  type VisibleName,
} from '@prompthub/core';
import { inputsOf, segmentOf, splitName, type Input } from '../language/names';
import { CompletionItemKind, type Candidate } from './candidate';
import type { ExpressionPlace } from './place';

/** Longer prompts are not parsed as a whole only to find names that nothing declares. */
const MAX_PARSED = 100_000;
const OUTER = ['..', '../..', '../../..'];

/** Names that the scope knows, what is nearest first; a dot continues with the properties of what stands before it. */
export function variableCandidates(place: ExpressionPlace): Candidate[] {
  const { at, offset, scope } = place;
  if (/^(?:\.\.\/)*\.\.$/.test(at.word)) return outward(place, at.replace);
  const { owner, typing } = splitName(at.word);
  const range: Range = { start: offset - typing.length, end: segmentEnd(place) };
  if (owner !== '') {
    const path = owner === '.' ? 'this' : owner;
    const found = scope.membersOf(path).map((name) => nameCandidate(place, name, { range, rank: 0 }));
    return path === '@root' ? [...found, ...undeclared(place, range)] : found;
  }
  const inner = scope.names.map((name) => {
    const candidate = nameCandidate(place, name, { range, rank: RANKS[name.kind] });
    return isTakenByHelper(place, name) ? ofThis(candidate) : candidate;
  });
  return [
    ...inner,
    ...(scope.isRoot ? undeclared(place, range) : [itself(place, range)]),
    ...hostData(place, range),
    ...outward(place, range),
  ];
}

/** Where a call may stand, the helper of that name wins over the value; as an argument the name is the value. */
export function isTakenByHelper(
  { at, frontmatter }: ExpressionPlace,
  { name, kind }: Pick<VisibleName, 'name' | 'kind'>,
): boolean {
  if (at.kind !== 'head' || at.sigil === '>' || at.sigil === '#>' || kind === 'block-param') return false;
  return builtinHelper(name) !== undefined || declaredNames(frontmatter, 'helpers').includes(name);
}

function ofThis(candidate: Candidate): Candidate {
  const path = `this.${candidate.insert ?? candidate.label}`;
  return { ...candidate, label: path, insert: path, filter: candidate.label };
}

/** What lies outside of the blocks around the cursor, by the way there. */
function outward(place: ExpressionPlace, range: Range): Candidate[] {
  return OUTER.flatMap((path) =>
    place.scope
      .membersOf(path)
      .map((name) =>
        nameCandidate(
          place,
          { ...name, kind: 'property', name: `${path}/${segmentOf(name.name)}` },
          { range, rank: 3 },
        ),
      ),
  );
}

/** In `us|er.name` it is `user` that one is about to change. */
function segmentEnd({ document: { text }, at, offset }: ExpressionPlace): number {
  const length = text.slice(offset, at.replace.end).search(/[./]/);
  return length < 0 ? at.replace.end : offset + length;
}

const RANKS: Readonly<Record<VisibleName['kind'], number>> = {
  'block-param': 0,
  property: 1,
  input: 1,
  data: 4,
};

function nameCandidate(
  { analysis }: ExpressionPlace,
  { name, kind, type, typeText, description }: VisibleName,
  { range, rank }: { range: Range; rank: number },
): Candidate {
  const input = kind === 'input' ? inputsOf(analysis).find((each) => each.name === name) : undefined;
  if (input) return { ...inputCandidate(input, range), rank };
  const isPath = name.startsWith('@') || name.startsWith('..') || name.startsWith('[');
  return {
    label: name,
    kind: CompletionItemKind.Variable,
    ...(!isPath && { insert: segmentOf(name) }),
    range,
    rank,
    detail: typeText,
    documentation: description ?? '',
    ...committed(type),
  };
}

/** An input with all that is known of it. */
export function inputCandidate(
  { name, type, description, optional, defaultValue }: Input,
  range: Range,
): Candidate {
  const fallback = defaultValue === undefined ? '' : `Default: \`${JSON.stringify(defaultValue)}\``;
  return {
    label: name,
    kind: CompletionItemKind.Variable,
    insert: segmentOf(name),
    range,
    rank: 1,
    detail: `${describeType(type)}${optional ? ' (optional)' : ''}`,
    documentation: [description, fallback].filter(Boolean).join('\n\n'),
    ...committed(type),
  };
}

/** A dot takes what has properties, and goes on with them. */
function committed(type: Type): Pick<Candidate, 'commit'> {
  const isOpen = typeNames(type)?.has('object') && propertiesOf(type).length > 0;
  return isOpen ? { commit: ['.'] } : {};
}

function itself({ scope }: ExpressionPlace, range: Range): Candidate {
  return {
    label: 'this',
    kind: CompletionItemKind.Keyword,
    range,
    rank: 2,
    detail: describeType(scope.context.type),
  };
}

/** Names that the template uses elsewhere and nothing declares: they are inputs too, only unwritten ones. */
function undeclared({ document, analysis, offset }: ExpressionPlace, range: Range): Candidate[] {
  if (document.text.length > MAX_PARSED) return [];
  const declared = new Set(inputsOf(analysis).map(({ name }) => name));
  return [...document.analysis.usages].flatMap(([name, usages]): Candidate[] => {
    const elsewhere = usages.some(({ node }) => offset < node.range.start || node.range.end < offset);
    if (declared.has(name) || !elsewhere) return [];
    return [
      {
        label: name,
        kind: CompletionItemKind.Variable,
        insert: segmentOf(name),
        range,
        rank: 2,
        detail: 'used in this prompt, not declared',
      },
    ];
  });
}

/** What the host's context brings is known by its use elsewhere alone: `@auth.email`. */
function hostData({ document, scope, offset }: ExpressionPlace, range: Range): Candidate[] {
  if (document.text.length > MAX_PARSED) return [];
  const known = new Set(scope.names.map(({ name }) => name));
  const used = document.analysis.references.flatMap(({ node, resolution }) => {
    const isHere = node.range.start <= offset && offset <= node.range.end;
    return resolution.kind === 'data' && !isHere ? [`@${resolution.name}`] : [];
  });
  return [...new Set(used)]
    .filter((name) => !known.has(name) && !LOOP_DATA.has(name))
    .map((label) => ({
      label,
      kind: CompletionItemKind.Variable,
      range,
      rank: 4,
      detail: 'used in this prompt',
    }));
}

const LOOP_DATA: ReadonlySet<string> = new Set(['@index', '@key', '@first', '@last']);
