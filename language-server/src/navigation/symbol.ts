import { isTestsFile, type Range } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { targetAt } from '../language/target';
import { touches } from '../ranges';
import { folderOf, joinUri } from '../uri';
import type { InputPath } from './input-paths';
import { namesIn, type NamePlace } from './names-in';
import { namesInSuite } from './names-in-values';
import { partialCalls } from './partial-calls';
import { mentionsIn } from './mentions';
import { promptCalled } from './prompt-names';

/** What a person points at, wherever it is written. */
export type NavigationSymbol =
  | { readonly kind: 'property'; readonly prompt: PromptDocument; readonly path: InputPath }
  | { readonly kind: 'block-param'; readonly prompt: PromptDocument; readonly declaration: Range }
  | { readonly kind: 'partial'; readonly name: string; readonly uri: string | undefined }
  /** A prompt that others name, by its own `name` or in `replacedBy`. */
  | { readonly kind: 'prompt'; readonly name: string; readonly uri: string | undefined }
  | { readonly kind: 'helper'; readonly name: string }
  | { readonly kind: 'schema'; readonly name: string }
  | { readonly kind: 'file'; readonly uri: string };

export interface SymbolAt {
  readonly symbol: NavigationSymbol;
  /** The name under the cursor. */
  readonly range: Range;
}

/** The symbol whose name an offset touches, in a prompt or a suite. */
export async function symbolAt(
  context: Context,
  document: PromptDocument,
  offset: number,
): Promise<SymbolAt | undefined> {
  if (document.unreadable) return undefined;
  const prompt = document.kind === 'tests' ? await promptOfSuite(context, document) : document;
  if (prompt) {
    const places = prompt === document ? namesIn(document) : namesInSuite(document, prompt);
    const place = places.find(({ range }) => touches(range, offset));
    if (place) return { symbol: symbolOf(prompt, place), range: place.range };
  }
  const mention = mentionsIn(document).find(({ range }) => touches(range, offset));
  if (mention?.kind === 'dataset')
    return {
      symbol: { kind: 'file', uri: joinUri(folderOf(document.key), mention.text) },
      range: mention.range,
    };
  if (mention?.kind === 'schema')
    return { symbol: { kind: 'schema', name: mention.text }, range: mention.range };
  if (mention?.kind === 'name')
    return { symbol: { kind: 'prompt', name: mention.text, uri: document.key }, range: mention.range };
  if (mention) {
    const uri = await promptCalled(context, document.uri, mention.text);
    return { symbol: { kind: 'prompt', name: mention.text, uri }, range: mention.range };
  }
  return document.kind === 'prompt' ? inTemplate(context, document, offset) : undefined;
}

/** The prompt beside a suite; undefined when there is none. */
export async function promptOfSuite(
  { workspace }: Context,
  { uri }: PromptDocument,
): Promise<PromptDocument | undefined> {
  return isTestsFile(uri) ? workspace.load(workspace.promptOf(uri)) : undefined;
}

function symbolOf(prompt: PromptDocument, { meaning }: NamePlace): NavigationSymbol {
  return meaning.kind === 'property'
    ? { kind: 'property', prompt, path: meaning.path }
    : { kind: 'block-param', prompt, declaration: meaning.declaration };
}

function inTemplate({ workspace }: Context, document: PromptDocument, offset: number): SymbolAt | undefined {
  for (const { name, range, closing, node } of partialCalls(document)) {
    if (offset < node.range.start || offset > node.range.end) continue;
    const uri = workspace.partialUris(document.uri)?.get(name);
    const own = [range, closing].find((each) => each && touches(each, offset));
    if (own) return { symbol: { kind: 'partial', name, uri }, range: own };
    const pair = node.hash?.pairs.find(({ keyRange }) => touches(keyRange, offset));
    const partial = pair && uri !== undefined ? workspace.partialAt(uri) : undefined;
    if (pair && partial)
      return { symbol: { kind: 'property', prompt: partial, path: [pair.key] }, range: pair.keyRange };
  }
  const target = targetAt(document, offset);
  return target?.kind === 'helper'
    ? { symbol: { kind: 'helper', name: target.name }, range: target.range }
    : undefined;
}
