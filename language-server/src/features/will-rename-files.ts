import type {
  FileOperationRegistrationOptions,
  RenameFilesParams,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { Context } from '../context';
import { workspaceEdit } from '../navigation/edits';
import { consequencesOf } from '../navigation/moves';
import { fileNameOf } from '../uri';

/** What we want to be asked about: prompts, suites, and folders that may hold some. */
export const renamedFiles: FileOperationRegistrationOptions = {
  filters: [
    { scheme: 'file', pattern: { glob: '**/*.prompt', matches: 'file' } },
    { scheme: 'file', pattern: { glob: '**/*.tests.{yaml,yml}', matches: 'file' } },
    { scheme: 'file', pattern: { glob: '**', matches: 'folder' } },
  ],
};

/** Includes, `replacedBy` and datasets go on leading to the files that are about to move; suites move with their prompts. */
export async function willRenameFiles(
  context: Context,
  { files }: RenameFilesParams,
): Promise<WorkspaceEdit | null> {
  const moves = files.map(({ oldUri, newUri }) => ({ from: oldUri, to: newUri }));
  const { edits, suites, lost } = await consequencesOf(context, moves);
  if (lost.length > 0)
    context.client.showMessage(
      'info',
      `${lost.map(fileNameOf).join(', ')} can no longer name a partial that it includes.`,
    );
  const followers = context.abilities.renameFile ? suites : [];
  return edits.length + followers.length > 0 ? workspaceEdit(context, edits, followers) : null;
}
