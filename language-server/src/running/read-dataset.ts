import type { Context } from '../context';
import { folderOf, isInside, joinUri, normalizeUri } from '../uri';

/**
 * The text of a data file that a test names, relative to its own file; only of the workspace's, for a test sends what it
 * reads to a model. Rejects with an error whose message is for people.
 */
export async function readDataset({ workspace }: Context, testUri: string, name: string): Promise<string> {
  if (name.startsWith('hub:'))
    throw new Error(
      'it lies on the hub, and the editor has no place for it. Run the test with `prompthub test`.',
    );
  const own = normalizeUri(testUri);
  const file = joinUri(folderOf(own), name);
  if (!isInside(file, workspace.rootOf(own) ?? folderOf(own)))
    throw new Error('it does not lie in the workspace, so it was not read.');
  const read = await workspace.read(file);
  if (read.kind === 'text') return read.text;
  throw new Error(read.kind === 'missing' ? 'there is no such file.' : read.reason);
}
