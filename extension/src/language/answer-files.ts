import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { listFolderParams, LspMethod, readFileParams } from '@prompthub/protocol';
import type { ListFolderResult, ReadFileResult } from '@prompthub/protocol';

/** Reads files for a server that has no disk, through whatever the workspace is made of; only inside its folders. */
export function answerFiles(client: BaseLanguageClient): void {
  client.onRequest(LspMethod.readFile, async (raw: unknown): Promise<ReadFileResult> => {
    const { uri, maxBytes } = readFileParams.parse(raw);
    const file = vscode.Uri.parse(uri);
    if (!isInWorkspace(file)) return { kind: 'unreadable', reason: 'It lies outside the workspace.' };
    try {
      const bytes = await vscode.workspace.fs.readFile(file);
      return { kind: 'content', base64: toBase64(bytes.subarray(0, maxBytes)) };
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound')
        return { kind: 'missing' };
      return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
    }
  });
  client.onRequest(LspMethod.listFolder, async (raw: unknown): Promise<ListFolderResult> => {
    const folder = vscode.Uri.parse(listFolderParams.parse(raw).uri);
    if (!isInWorkspace(folder)) return { entries: [] };
    const listed = await vscode.workspace.fs.readDirectory(folder).then(
      (entries) => entries,
      () => [],
    );
    return {
      // A link has a bit of its own beside its target's, so that neither comparison holds for it.
      entries: listed.flatMap(([name, type]): ListFolderResult['entries'] => {
        if (type === vscode.FileType.File) return [{ name, type: 'file' }];
        return type === vscode.FileType.Directory ? [{ name, type: 'folder' }] : [];
      }),
    };
  });
}

function isInWorkspace(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

/** In pieces: a call takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000)
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(text);
}
