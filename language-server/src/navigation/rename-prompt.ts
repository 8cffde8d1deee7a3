import type { Context } from '../context';
import { refusal, type Edit } from './edits';
import { occurrencesOf } from './occurrences';
import { promptCalled } from './prompt-names';
import type { NavigationSymbol } from './symbol';

/** Gives a prompt another `name`, and names it so wherever others refer to it by that name. */
export async function renamePrompt(
  context: Context,
  symbol: Extract<NavigationSymbol, { kind: 'prompt' }>,
  newName: string,
): Promise<Edit[]> {
  const { uri } = symbol;
  if (uri === undefined) throw refusal(`There is no prompt “${symbol.name}”.`);
  const oldName = context.workspace.summaryOf(uri)?.name;
  if (oldName === undefined) throw refusal('This prompt goes by the name of its file. Rename the file.');
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(newName))
    throw refusal(
      `“${newName}” would need quoting. Use letters, digits, _, - and dots, beginning with a letter.`,
    );
  const taken = await promptCalled(context, uri, newName);
  if (taken !== undefined && taken !== uri) throw refusal(`There is another prompt “${newName}” already.`);
  const occurrences = await occurrencesOf(context, symbol);
  return occurrences
    .filter(({ document, range }) => document.text.slice(range.start, range.end) === oldName)
    .map(({ document, range }) => ({ document, range, newText: newName }));
}
