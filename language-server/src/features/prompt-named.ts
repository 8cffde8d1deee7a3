import { isTestsFile } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { fileNameOf } from '../uri';

/** The prompt that a request is about, open or on disk. A suite stands for its prompt. Throws when there is none. */
export async function promptNamed({ workspace }: Context, uri: string): Promise<PromptDocument> {
  await workspace.ready;
  const promptUri = isTestsFile(uri) ? workspace.promptOf(uri) : uri;
  const document = await workspace.load(promptUri);
  if (!document) {
    const result = await workspace.read(promptUri);
    const why = result.kind === 'unreadable' ? `cannot be read: ${result.reason}` : 'does not exist';
    throw new Error(`The prompt ${fileNameOf(promptUri)} ${why}.`);
  }
  if (document.unreadable) throw new Error(`${fileNameOf(promptUri)}: ${document.unreadable.message}`);
  return document;
}
