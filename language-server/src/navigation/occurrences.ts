import { isPartial, type Range } from '@prompthub/core';
import type { CancellationToken } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { inParallel } from '../index/in-parallel';
import { CONCURRENCY } from '../index/walk';
import { normalizeUri } from '../uri';
import { mentionsIn } from './mentions';
import { isSameMeaning, namesIn, type Meaning, type NamePlace } from './names-in';
import { namesInSuite } from './names-in-values';
import { partialCalls, partialSites, type PartialCall, type PartialSite } from './partial-calls';
import { promptCalled } from './prompt-names';
import type { NavigationSymbol } from './symbol';

/** One place where a symbol is written. */
export interface Occurrence {
  readonly document: PromptDocument;
  readonly range: Range;
  /** `declaration`: what a definition leads to. `value`: where it is given a value. `use`: where it is read. */
  readonly role: 'declaration' | 'value' | 'use';
}

export type Property = Extract<NavigationSymbol, { kind: 'property' }>;
export type BlockParam = Extract<NavigationSymbol, { kind: 'block-param' }>;

/** Every place where a symbol is written, in all files that may name it; some of them once the request is cancelled. */
export async function occurrencesOf(
  context: Context,
  symbol: NavigationSymbol,
  token?: CancellationToken,
): Promise<Occurrence[]> {
  switch (symbol.kind) {
    case 'property':
      return [
        ...occurrencesIn(symbol.prompt, symbol),
        ...(await inSuiteOf(context, symbol)),
        ...(await argumentsFor(context, symbol, token)),
      ];
    case 'block-param':
      return occurrencesIn(symbol.prompt, symbol);
    case 'partial':
      return symbol.uri === undefined ? [] : includesOf(context, symbol.uri, token);
    case 'prompt':
      return symbol.uri === undefined ? [] : mentionsOf(context, symbol.uri);
    default:
      return [];
  }
}

/** The places in one document; quick enough for every move of the cursor. */
export function occurrencesHere(
  context: Context,
  document: PromptDocument,
  symbol: NavigationSymbol,
): Occurrence[] {
  switch (symbol.kind) {
    case 'property':
      if (document.key === symbol.prompt.key) return occurrencesIn(document, symbol);
      return document.kind === 'tests'
        ? inSuite(document, symbol)
        : callsIn(context, document, symbol.prompt.key).flatMap((call) =>
            argumentsIn(document, call, symbol),
          );
    case 'block-param':
      return occurrencesIn(document, symbol);
    case 'partial':
      return symbol.uri === undefined
        ? []
        : callsIn(context, document, symbol.uri).flatMap((call) => includesIn(document, call));
    default:
      return [];
  }
}

/** The places in the prompt itself; the one that declares the symbol stands first, whatever it is. */
export function occurrencesIn(prompt: PromptDocument, symbol: Property | BlockParam): Occurrence[] {
  const meaning: Meaning =
    symbol.kind === 'property'
      ? { kind: 'property', path: symbol.path }
      : { kind: 'block-param', declaration: symbol.declaration };
  const places = namesIn(prompt).filter((place) => isSameMeaning(place.meaning, meaning));
  const declaring = ['schema', 'block-param', 'default'].find((where) =>
    places.some((place) => place.where === where),
  );
  return places.map((place) => ({
    document: prompt,
    range: place.range,
    role: place.where === declaring ? 'declaration' : roleOf(place),
  }));
}

function roleOf({ where }: NamePlace): Occurrence['role'] {
  return where === 'default' || where === 'test' ? 'value' : 'use';
}

async function inSuiteOf({ workspace }: Context, symbol: Property): Promise<Occurrence[]> {
  const uri = workspace.suiteOf(symbol.prompt.uri);
  const suite = uri === undefined ? undefined : await workspace.load(uri);
  return suite ? inSuite(suite, symbol) : [];
}

function inSuite(suite: PromptDocument, { prompt, path }: Property): Occurrence[] {
  return namesInSuite(suite, prompt)
    .filter((place) => isSameMeaning(place.meaning, { kind: 'property', path }))
    .map(({ range }) => ({ document: suite, range, role: 'value' }));
}

/** A call of a partial, and where it stands. */
export interface PlacedCall {
  readonly document: PromptDocument;
  readonly call: PartialCall;
}

/** Every call of a partial, in the order of the files. */
export async function callsOf(context: Context, partialUri: string): Promise<PlacedCall[]> {
  return inUsers(context, partialUri, {
    find: (document) =>
      callsIn(context, document, partialUri).map((call): PlacedCall => ({ document, call })),
  });
}

/** What is found in the prompts that include a partial, in the order of the files. */
async function inUsers<T>(
  { workspace }: Context,
  partialUri: string,
  { find, token }: { find: (user: PromptDocument) => T[]; token?: CancellationToken | undefined },
): Promise<T[]> {
  await workspace.indexed;
  const users = workspace.usersOf(normalizeUri(partialUri)).sort();
  const found = new Map<string, T[]>();
  await inParallel(users, CONCURRENCY, async (uri) => {
    if (token?.isCancellationRequested) return;
    const document = await workspace.load(uri);
    if (document) found.set(uri, find(document));
  });
  return users.flatMap((uri) => found.get(uri) ?? []);
}

/** The calls of a partial that stand in one document. */
export function callsIn(context: Context, document: PromptDocument, partial: string): PartialCall[] {
  return ofPartial(context, document, { calls: partialCalls(document), partial });
}

function ofPartial<T extends PartialSite>(
  { workspace }: Context,
  { uri }: PromptDocument,
  { calls, partial }: { calls: readonly T[]; partial: string },
): T[] {
  const visible = workspace.partialUris(uri);
  return calls.filter(({ name }) => visible?.get(name) === normalizeUri(partial));
}

function includesOf(context: Context, partial: string, token?: CancellationToken): Promise<Occurrence[]> {
  return inUsers(context, partial, {
    token,
    find: (document) =>
      ofPartial(context, document, { calls: partialSites(document), partial }).flatMap((site) =>
        includesIn(document, site),
      ),
  });
}

function includesIn(document: PromptDocument, { range, closing }: PartialSite): Occurrence[] {
  const ranges = closing ? [range, closing] : [range];
  return ranges.map((each) => ({ document, range: each, role: 'use' }));
}

/** What callers give a partial: `{{> partial name=…}}`. */
async function argumentsFor(
  context: Context,
  symbol: Property,
  token: CancellationToken | undefined,
): Promise<Occurrence[]> {
  const partial = symbol.prompt.uri;
  if (!isPartial(partial) || symbol.path.length > 1) return [];
  return inUsers(context, partial, {
    token,
    find: (document) =>
      ofPartial(context, document, { calls: partialSites(document), partial }).flatMap((site) =>
        argumentsIn(document, site, symbol),
      ),
  });
}

function argumentsIn(document: PromptDocument, { node }: PartialSite, { path }: Property): Occurrence[] {
  const pairs = (node.hash?.pairs ?? []).filter(({ key }) => path.length === 1 && key === path[0]);
  return pairs.map(({ keyRange }) => ({ document, range: keyRange, role: 'value' }));
}

/** The prompt's own `name`, and every `replacedBy` that leads to it. */
async function mentionsOf(context: Context, promptUri: string): Promise<Occurrence[]> {
  const { workspace } = context;
  await workspace.indexed;
  const key = normalizeUri(promptUri);
  const own = await workspace.load(key);
  const name = own && mentionsIn(own).find(({ kind }) => kind === 'name');
  const found: Occurrence[] = own && name ? [{ document: own, range: name.range, role: 'declaration' }] : [];
  const files = [...workspace.summaries()].filter(([, { replacedBy }]) => replacedBy !== undefined);
  for (const [uri] of files.sort()) {
    const document = await workspace.load(uri);
    const mention = document && mentionsIn(document).find(({ kind }) => kind === 'replaced-by');
    if (document && mention && (await promptCalled(context, uri, mention.text)) === key)
      found.push({ document, range: mention.range, role: 'use' });
  }
  return found;
}
