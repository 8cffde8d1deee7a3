import type { Context } from '../context';
import { folderOf, joinUri, normalizeUri } from '../uri';
import { refusal, type Edit, type Move } from './edits';
import { consequencesOf } from './moves';
import { objectionToPartialName } from './new-name';

/** Gives a partial's file, its suite and every include of it another name. Rejects with a refusal where that fails. */
export async function renamePartial(
  context: Context,
  uri: string | undefined,
  newName: string,
): Promise<{ readonly edits: readonly Edit[]; readonly moves: readonly Move[] }> {
  const { abilities, workspace } = context;
  if (uri === undefined) throw refusal('There is no file of this partial to rename.');
  if (!abilities.renameFile || !abilities.documentChanges)
    throw refusal(
      'This editor cannot rename files on behalf of the language server. Rename the file itself.',
    );
  const bare = newName.slice(newName.lastIndexOf('/') + 1);
  const objection = objectionToPartialName(bare);
  if (objection) throw refusal(objection);
  const from = normalizeUri(uri);
  const to = joinUri(folderOf(from), `_${bare}.prompt`);
  if (to === from) return { edits: [], moves: [] };
  if (workspace.has(to)) throw refusal(`There is another partial “${bare}” in this folder already.`);
  const { edits, suites, lost } = await consequencesOf(context, [{ from, to }]);
  if (lost.length > 0) throw refusal(`Another partial “${bare}” is nearer to ${lost.join(', ')}.`);
  return { edits, moves: [{ from, to }, ...suites] };
}
