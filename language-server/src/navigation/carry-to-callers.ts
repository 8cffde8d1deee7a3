import { isPartial } from '@prompthub/core';
import type { Context } from '../context';
import { refusal, type Edit } from './edits';
import { inputPathsOf } from './input-paths';
import { callsOf, type PlacedCall, type Property } from './occurrences';
import { argumentEdit, memberExpression } from './partial-arguments';

/**
 * The callers of a partial keep their own names: where one gave a renamed name without saying so, or has something else of
 * the new name, it now gives it as an argument. `{{> greet}}` becomes `{{> greet customer=name}}`. Rejects with a refusal
 * where that cannot be written.
 */
export async function carryToCallers(context: Context, symbol: Property, newName: string): Promise<Edit[]> {
  const { prompt, path } = symbol;
  const [oldName = ''] = path;
  if (!isPartial(prompt.uri) || path.length > 1) return [];
  const rootRead = prompt.analysis.usages.get(oldName)?.some(({ node }) => node.data);
  if (rootRead)
    throw refusal(`The partial reads @root.${oldName}, which is a name of the prompts that include it.`);
  const calls = await callsOf(context, prompt.uri);
  return calls.flatMap((placed) => carry(placed, oldName, newName));
}

function carry({ document, call }: PlacedCall, oldName: string, newName: string): Edit[] {
  const given = call.node.hash?.pairs.map(({ key }) => key) ?? [];
  if (given.includes(newName))
    throw refusal(`“${newName}” is given to this partial in ${document.uri} already.`);
  const isSilent = ![oldName, newName].some((name) => mayHold(document, call, name));
  if (given.includes(oldName) || isSilent) return [];
  const value = memberExpression(document, call, oldName);
  if (value === undefined)
    throw refusal(
      `${document.uri} gives this partial a computed context, in which the name cannot be replaced.`,
    );
  return [argumentEdit(document, call, `${newName}=${value}`)];
}

/** False when the caller's schema says that there is no such name in what it gives. */
function mayHold(document: PlacedCall['document'], call: PlacedCall['call'], name: string): boolean {
  const { type, defaults } = document.analysis.input;
  if (!call.context || type === undefined) return true;
  const isDefault = call.context.length === 0 && Object.hasOwn(defaults, name);
  return isDefault || inputPathsOf(document).isDeclared([...call.context, name]);
}
