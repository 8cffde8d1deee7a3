import { analyze, type PromptTree } from '@prompthub/core';
import type { Context } from '../context';
import { inputsOf, segmentOf, unplaced, type Input } from '../language/names';
import { CompletionItemKind, placeholder, type Candidate } from './candidate';
import type { ExpressionPlace } from './place';

/** With more partials than this the list names them only; their arguments are offered behind the name. */
const MAX_READ = 200;

/** Partials that the prompt can see, each with the arguments that it needs. */
export function partialCandidates(context: Context, place: ExpressionPlace): Candidate[] {
  const { at, document } = place;
  const trees = context.workspace.partialTrees(document.uri) ?? {};
  const names = Object.keys(trees);
  const sigil = at.sigil === '' ? '> ' : '';
  return names.map((name): Candidate => {
    const base: Candidate = {
      label: sigil + name,
      filter: at.sigil === '' ? `>${name}` : name,
      kind: CompletionItemKind.Module,
      detail: `_${name.slice(name.lastIndexOf('/') + 1)}.prompt`,
      topic: { kind: 'partial', name },
      rank: at.sigil === '' ? 6 : 0,
      range: at.replace,
    };
    if (!at.atEnd) return base;
    const args = names.length > MAX_READ ? '' : argumentsOf(place, partialInputs(context, place, name));
    const body = at.sigil === '#>' ? `$0{{/${name}}}` : '';
    const range = { start: at.replace.start, end: at.closedAt ?? at.replace.end };
    return {
      ...base,
      insert: `${sigil}${name}${args}${at.closer}${body}`,
      snippet: args + body !== '',
      range,
    };
  });
}

/** Names that the partial needs and would not find where it is called, each with the likeliest value. */
function argumentsOf({ at, scope }: ExpressionPlace, inputs: readonly Input[]): string {
  const here = new Set(
    scope.names.filter(({ kind }) => kind === 'input' || kind === 'property').map(({ name }) => name),
  );
  const missing = inputs.filter(
    ({ name, optional, defaultValue }) =>
      !optional && defaultValue === undefined && !here.has(name) && !at.usedHashKeys.includes(name),
  );
  return missing.map(({ name }, i) => ` ${name}=${placeholder(i + 1, [valueFor(name, scope)])}`).join('');
}

/** A block parameter of that name, else the same name further out, else the name itself. */
function valueFor(name: string, scope: ExpressionPlace['scope']): string {
  if (scope.names.some((each) => each.name === name)) return segmentOf(name);
  const outer = ['..', '../..', '../../..'].find((path) =>
    scope.membersOf(path).some((each) => each.name === name),
  );
  return outer === undefined ? segmentOf(name) : `${outer}/${segmentOf(name)}`;
}

const read = new WeakMap<PromptTree, readonly Input[]>();

/** What a partial wants to be given: its declared inputs, or else the names that it uses. */
export function partialInputs(
  context: Context,
  { document }: Pick<ExpressionPlace, 'document'>,
  name: string,
): readonly Input[] {
  const tree = context.workspace.partialTrees(document.uri)?.[name];
  if (tree === undefined) return [];
  const known = read.get(tree) ?? inputsIn(tree);
  read.set(tree, known);
  return known;
}

function inputsIn(tree: PromptTree): readonly Input[] {
  const analysis = analyze(tree);
  const declared = inputsOf(analysis);
  if (declared.length > 0) return declared;
  return [...analysis.usages.keys()].map((used) => unplaced(used, undefined));
}
