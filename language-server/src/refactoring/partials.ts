import { extractPartial, inlinePartial, isPartial } from '@prompthub/core';
import { CodeActionKind } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { partialCalls } from '../navigation/partial-calls';
import { fileNameOf, folderOf, joinUri } from '../uri';
import type { OfferSource } from './offer';

/** The selected part of a template as a partial of its own. */
export const extractOffer: OfferSource = (context, document, range) => {
  const { templateRange } = document.tree;
  const [start, end] = [Math.max(range.start, templateRange.start), Math.min(range.end, templateRange.end)];
  if (!context.abilities.createFile || document.text.slice(start, end).trim() === '') return [];
  const name = freeName(context, document);
  return [
    {
      id: 'extract-partial',
      title: `Extract to the partial _${name}.prompt`,
      kind: CodeActionKind.RefactorExtract,
      make: () =>
        extractPartial(document.tree, range, { name, analysis: document.analysis }) ?? {
          refusal: 'Nothing is selected.',
        },
    },
  ];
};

/** The partial under the cursor, put where it is used. */
export const inlineOffer: OfferSource = ({ workspace }, document, range) => {
  const call = partialCalls(document).findLast(
    ({ node }) => node.range.start <= range.start && range.end <= node.range.end,
  );
  const trees = workspace.partialTrees(document.uri) ?? {};
  const partial = call && Object.hasOwn(trees, call.name) ? trees[call.name] : undefined;
  if (!call || !partial) return [];
  const isItself = workspace.partialUris(document.uri)?.get(call.name) === document.key;
  return [
    {
      id: 'inline-partial',
      title: `Inline the partial ${call.name}`,
      kind: CodeActionKind.RefactorInline,
      make: () =>
        isItself ? { refusal: 'The partial uses itself.' } : inlinePartial(document.tree, call.node, partial),
    },
  ];
};

/** `reply-part` for `reply.prompt`, with a number where that is taken. */
function freeName({ workspace }: Context, { key, uri }: PromptDocument): string {
  const file = fileNameOf(uri).replace(/\.prompt$/, '');
  const stem = (isPartial(uri) ? file.slice(1) : file).replace(/[^\w-]+/g, '-') || 'prompt';
  const known = workspace.partialUris(uri);
  const isTaken = (name: string): boolean =>
    known?.has(name) === true || workspace.has(joinUri(folderOf(key), `_${name}.prompt`));
  let name = `${stem}-part`;
  for (let count = 2; isTaken(name); count++) name = `${stem}-part-${count}`;
  return name;
}
