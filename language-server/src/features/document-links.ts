import type { Range } from '@prompthub/core';
import type { DocumentLink, DocumentLinkParams } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { mentionsIn, type Mention } from '../navigation/mentions';
import { partialCalls } from '../navigation/partial-calls';
import { promptCalled } from '../navigation/prompt-names';
import { sourceDefinition } from '../navigation/source-definitions';
import { toLspRange } from '../ranges';
import { folderOf, joinUri } from '../uri';

/** Partials, prompts that replace this one, files of test data, and the sources of named schemas. */
export async function documentLinks(
  context: Context,
  { textDocument }: DocumentLinkParams,
): Promise<DocumentLink[]> {
  const document = context.documents.get(textDocument.uri);
  if (!document || document.unreadable) return [];
  await context.workspace.ready;
  const visible = context.workspace.partialUris(document.uri);
  const partials = partialCalls(document).map(({ name, range }) => ({ range, target: visible?.get(name) }));
  const mentions = await Promise.all(
    mentionsIn(document).map(async (each) => ({
      range: each.range,
      target: await targetOf(context, document, each),
    })),
  );
  return [...partials, ...mentions].flatMap(({ range, target }) => link(document, range, target));
}

async function targetOf(
  context: Context,
  document: PromptDocument,
  { kind, text }: Mention,
): Promise<string | undefined> {
  if (kind === 'dataset') return joinUri(folderOf(document.key), text);
  if (kind === 'replaced-by') return promptCalled(context, document.key, text);
  if (kind !== 'schema') return undefined;
  const source = await sourceDefinition(context, document.key, { kind, name: text }, { searchAgain: false });
  if (!source) return undefined;
  return `${source.document.uri}#L${source.document.lines.positionAt(source.start).line + 1}`;
}

function link({ lines }: PromptDocument, range: Range, target: string | undefined): DocumentLink[] {
  return target === undefined ? [] : [{ range: toLspRange(lines, range), target }];
}
