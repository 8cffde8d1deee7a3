import type { AssertionTools } from '@prompthub/engine';
import { credentialsResult, LspMethod } from '@prompthub/protocol';
import type { Context, Engine } from '../context';
import { folderOf, normalizeUri } from '../uri';
import { readDataset } from './read-dataset';

/**
 * What assertions may do in the editor: read files of the workspace; post to a host when the person has agreed; and, in a workspace that
 * the client calls trusted, run programs.
 */
export function assertionTools(
  context: Context,
  engine: Engine,
  { uri, signal }: { readonly uri: string; readonly signal?: AbortSignal },
): Partial<AssertionTools> {
  const folder = folderOf(normalizeUri(uri));
  const runsPrograms = context.abilities.trusted && folder.startsWith('file:');
  return {
    readFile: engine.readingFiles((name) => readDataset(context, uri, name)),
    post: engine.postTo({ allow: (host) => askFor(context, engine, host), signal }),
    ...(runsPrograms && { runProgram: engine.programRunner({ folder: new URL(`${folder}/`), signal }) }),
  };
}

/** The client asks the person, as it does for a host that the workspace has named; a key that it may have stays where it is. */
async function askFor({ client }: Context, engine: Engine, host: string): Promise<void> {
  const question = { provider: 'webhook', host, workspaceHost: true };
  let refused: string | undefined;
  try {
    ({ refused } = credentialsResult.parse(await client.request(LspMethod.credentials, question)));
  } catch {
    refused = `Nothing was sent to ${host}: this editor cannot ask whether you agree. Run the tests with the prompthub command.`;
  }
  if (refused !== undefined) throw new engine.AssertionError(refused);
}
