import { isPartial } from '@prompthub/core';
import type { Context } from '../context';
import { refusal, type Edit } from './edits';
import { carryToCallers } from './carry-to-callers';
import { carryToPartials } from './carry-to-partials';
import { inputPathsOf } from './input-paths';
import { namesIn } from './names-in';
import { objectionToName } from './new-name';
import { occurrencesOf, type BlockParam, type Property } from './occurrences';
import { meaningChanges } from './meaning-changes';

/** Why a name cannot be renamed at all, whatever to; undefined when it can. */
export function objectionToRenaming(symbol: Property | BlockParam): string | undefined {
  if (symbol.kind === 'block-param') return undefined;
  const { prompt, path } = symbol;
  const name = path.at(-1) ?? '';
  if (name === '*') return 'This key is free to choose: it is no name of the schema.';
  if (path.length > 1 && !inputPathsOf(prompt).isDeclared(path))
    return `“${name}” is not declared in input.schema, so that not all of its uses can be found. Declare it there first.`;
  if (path.length > 1 && isPartial(prompt.uri))
    return `“${name}” belongs to an object that the callers of this partial give. Rename it where that object is declared.`;
  return undefined;
}

/**
 * Gives a variable, a property or a block parameter another name everywhere, so that the same is rendered as before.
 * Rejects with a refusal when that cannot be done.
 */
export async function renameName(
  context: Context,
  symbol: Property | BlockParam,
  newName: string,
): Promise<Edit[]> {
  const objection = objectionToRenaming(symbol) ?? objectionToName(newName, symbol.prompt.tree);
  if (objection) throw refusal(objection);
  const occurrences = await occurrencesOf(context, symbol);
  const edits = occurrences.map(({ document, range }): Edit => ({ document, range, newText: newName }));
  if (symbol.kind === 'property') await refuseTaken(context, symbol, newName);
  const own = edits.filter(({ document }) => document.key === symbol.prompt.key);
  const changed = meaningChanges(symbol, newName, own);
  if (changed !== undefined) {
    const line = symbol.prompt.lines.positionAt(changed).line + 1;
    throw refusal(`“${newName}” would mean something else in line ${line}.`);
  }
  if (symbol.kind === 'block-param') return edits;
  const carried = [
    ...carryToPartials(context, symbol, newName),
    ...(await carryToCallers(context, symbol, newName)),
  ];
  return [...edits, ...carried];
}

async function refuseTaken(context: Context, { prompt, path }: Property, newName: string): Promise<void> {
  const other: Property = { kind: 'property', prompt, path: [...path.slice(0, -1), newName] };
  const isKnown = namesIn(prompt).some(
    ({ meaning }) => meaning.kind === 'property' && meaning.path.join('\n') === other.path.join('\n'),
  );
  const [taken] = isKnown ? [] : await occurrencesOf(context, other);
  if (isKnown || taken) throw refusal(`There is another “${newName}” already.`);
}
