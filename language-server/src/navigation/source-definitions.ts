import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { inParallel } from '../index/in-parallel';
import { CONCURRENCY } from '../index/walk';
import type { Workspace } from '../workspace';
import { fileNameOf, folderOf } from '../uri';

/** Something that the host application registers by name, as far as a search of its sources can tell. */
export interface Wanted {
  readonly kind: 'helper' | 'schema';
  readonly name: string;
}

export interface SourceDefinition {
  readonly document: PromptDocument;
  /** Of the name, between its quotes; the start of a file that is the definition as a whole. */
  readonly start: number;
  readonly end: number;
}

const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/;
const SCHEMA_FILE = /^(.+?)(?:\.schema)?\.json$/;
const MAX_SOURCES = 5000;
const DEFINITIONS: Readonly<Record<Wanted['kind'], RegExp>> = {
  helper: /\b(?:define|register)Helper\s*(?:<[^()]*>)?\(\s*(['"`])([^'"`\r\n]+)\1/g,
  schema: /\b(?:define|register)(?:Json)?Schema\s*(?:<[^()]*>)?\(\s*(['"`])([^'"`\r\n]+)\1/g,
};

type Places = ReadonlyMap<string, readonly string[]>;
const kept = new WeakMap<Workspace, Map<string, Promise<Places>>>();

/**
 * Where the TypeScript or JavaScript around a prompt says `defineHelper('name'` or `defineSchema('name'`; for a schema also
 * the file `name.schema.json`. The sources are searched when first asked for; what was found is looked at again each time.
 */
export async function sourceDefinition(
  { workspace }: Context,
  from: string,
  wanted: Wanted,
  { searchAgain = true }: { searchAgain?: boolean } = {},
): Promise<SourceDefinition | undefined> {
  const root = workspace.rootOf(from) ?? folderOf(from);
  const searches = kept.get(workspace) ?? new Map<string, Promise<Places>>();
  kept.set(workspace, searches);
  const known = searches.get(root);
  const found = known && (await confirmed(workspace, await known, wanted));
  if (found || (known && !searchAgain)) return found;
  // Nobody tells us when sources change; one that is asked for and not known is reason enough to look again.
  const search = searchSources(workspace, root);
  searches.set(root, search);
  return confirmed(workspace, await search, wanted);
}

async function confirmed(
  workspace: Workspace,
  places: Places,
  wanted: Wanted,
): Promise<SourceDefinition | undefined> {
  for (const uri of places.get(keyOf(wanted)) ?? []) {
    const document = await workspace.load(uri);
    const place = document && placeIn(document, wanted);
    if (place) return place;
  }
  return undefined;
}

function placeIn(document: PromptDocument, { kind, name }: Wanted): SourceDefinition | undefined {
  if (document.uri.endsWith('.json')) return { document, start: 0, end: 0 };
  for (const match of document.text.matchAll(DEFINITIONS[kind])) {
    const end = match.index + match[0].length - 1;
    if (match[2] === name) return { document, start: end - name.length, end };
  }
  return undefined;
}

/** Files by what they define; those that people write stand before those that a build has made. */
async function searchSources(workspace: Workspace, root: string): Promise<Places> {
  const isWanted = (name: string): boolean => SOURCE.test(name) || SCHEMA_FILE.test(name);
  const files = await workspace.search(root, isWanted, MAX_SOURCES);
  const places = new Map<string, string[]>();
  const add = (wanted: Wanted, uri: string): void => {
    const known = places.get(keyOf(wanted));
    if (known) known.push(uri);
    else places.set(keyOf(wanted), [uri]);
  };
  for (const uri of files) {
    const name = SCHEMA_FILE.exec(fileNameOf(uri))?.[1];
    if (name !== undefined) add({ kind: 'schema', name }, uri);
  }
  await inParallel(
    files.filter((uri) => SOURCE.test(uri)),
    CONCURRENCY,
    async (uri) => {
      const result = await workspace.read(uri);
      if (result.kind !== 'text') return;
      for (const kind of ['helper', 'schema'] as const)
        for (const [, , name = ''] of result.text.matchAll(DEFINITIONS[kind])) add({ kind, name }, uri);
    },
  );
  for (const uris of places.values())
    uris.sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
  return places;
}

function rank(uri: string): number {
  const isBuilt = /\/(?:dist|build|out|lib|coverage)\//.test(uri);
  const isBareJson = uri.endsWith('.json') && !uri.endsWith('.schema.json');
  return Number(isBuilt) * 2 + Number(isBareJson);
}

function keyOf({ kind, name }: Wanted): string {
  return `${kind} ${name}`;
}
