import { isPartial, type Range } from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { inParallel } from '../index/in-parallel';
import { CONCURRENCY } from '../index/walk';
import { normalizeUri } from '../uri';
import { mentionsIn } from './mentions';
import { isSameMeaning, namesIn, type Meaning, type NamePlace } from './names-in';
import { namesInSuite } from './names-in-values';
import { partialCalls, type PartialCall } from './partial-calls';
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

/** Every place where a symbol is written, in all files that may name it. */
export async function occurrencesOf(context: Context, symbol: NavigationSymbol): Promise<Occurrence[]> {
  switch (symbol.kind) {
    case 'property':
      return [
        ...occurrencesIn(symbol.prompt, symbol),
        ...(await inSuiteOf(context, symbol)),
        ...(await argumentsFor(context, symbol)),
      ];
    case 'block-param':
      return occurrencesIn(symbol.prompt, symbol);
    case 'partial':
      return symbol.uri === undefined ? [] : includesOf(context, symbol.uri);
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
  const { workspace } = context;
  await workspace.indexed;
  const partial = normalizeUri(partialUri);
  const users = workspace.usersOf(partial).sort();
  const found = new Map<string, PlacedCall[]>();
  await inParallel(users, CONCURRENCY, async (uri) => {
    const document = await workspace.load(uri);
    const calls = document ? callsIn(context, document, partial) : [];
    if (document)
      found.set(
        uri,
        calls.map((call) => ({ document, call })),
      );
  });
  return users.flatMap((uri) => found.get(uri) ?? []);
}

/** The calls of a partial that stand in one document. */
export function callsIn({ workspace }: Context, document: PromptDocument, partial: string): PartialCall[] {
  const visible = workspace.partialUris(document.uri);
  return partialCalls(document).filter(({ name }) => visible?.get(name) === normalizeUri(partial));
}

async function includesOf(context: Context, partialUri: string): Promise<Occurrence[]> {
  const calls = await callsOf(context, partialUri);
  return calls.flatMap(({ document, call }) => includesIn(document, call));
}

function includesIn(document: PromptDocument, { range, closing }: PartialCall): Occurrence[] {
  const ranges = closing ? [range, closing] : [range];
  return ranges.map((each) => ({ document, range: each, role: 'use' }));
}

/** What callers give a partial: `{{> partial name=…}}`. */
async function argumentsFor(context: Context, symbol: Property): Promise<Occurrence[]> {
  if (!isPartial(symbol.prompt.uri) || symbol.path.length > 1) return [];
  const calls = await callsOf(context, symbol.prompt.uri);
  return calls.flatMap(({ document, call }) => argumentsIn(document, call, symbol));
}

function argumentsIn(document: PromptDocument, { node }: PartialCall, { path }: Property): Occurrence[] {
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
