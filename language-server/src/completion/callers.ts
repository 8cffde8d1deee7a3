import {
  isPartial,
  partialReferences,
  scopeAt,
  typeOfValue,
  type Expression,
  type PartialReference,
  type Type,
} from '@prompthub/core';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';
import { frontmatterRegion } from '../language/frontmatter-region';

/** So many prompts that call a partial are looked at: what they give it is much the same. */
const MAX_CALLERS = 20;

/**
 * Frontmatter that declares what a partial is given where it is called. Undefined for a text that is no partial, has
 * frontmatter of its own, or is called by nobody.
 */
export async function headFromCallers(
  context: Context,
  document: PromptDocument,
): Promise<string | undefined> {
  if (!isPartial(document.key) || frontmatterRegion(document.text)) return undefined;
  const { documents, workspace } = context;
  const uris = workspace.usersOf(document.uri).slice(0, MAX_CALLERS);
  const texts = uris.map((uri) => `${uri} ${workspace.changeOf(uri)} ${documents.get(uri)?.version}`);
  const key = [document.key, ...texts].join('\n');
  const known = kept.get(context);
  if (known?.key === key) return known.head;
  const head = await readCallers(context, document, uris);
  kept.set(context, { key, head });
  return head;
}

/** For the partial that was asked about last; it stays so as long as no caller changes. */
const kept = new WeakMap<Context, { readonly key: string; readonly head: string | undefined }>();

async function readCallers(
  { workspace }: Context,
  document: PromptDocument,
  uris: readonly string[],
): Promise<string | undefined> {
  const callers = await Promise.all(uris.map((uri) => workspace.load(uri)));
  const given = new Map<string, Type>();
  for (const caller of callers) {
    if (!caller || caller.unreadable) continue;
    const names = workspace.partialUris(caller.uri);
    for (const reference of partialReferences(caller.tree)) {
      if (names?.get(reference.name) !== document.key) continue;
      for (const [name, type] of givenBy(caller, reference)) given.set(name, given.get(name) ?? type);
    }
  }
  if (given.size === 0) return undefined;
  const properties = Object.fromEntries([...given].map(([name, type]) => [name, type ?? {}]));
  // JSON is YAML.
  return `---\ninput:\n  schema: ${JSON.stringify({ type: 'object', properties, additionalProperties: true })}\n---\n`;
}

/** Its named arguments, and the names of its context: the argument before them, or else what surrounds the call. */
function givenBy(caller: PromptDocument, { node }: PartialReference): [string, Type][] {
  const scope = scopeAt(caller.tree, node.range.start, caller.analysis);
  const [context] = node.params;
  const around =
    context === undefined
      ? scope.names.filter(({ kind }) => kind === 'input' || kind === 'property')
      : context.type === 'PathExpression'
        ? scope.membersOf(context.original)
        : [];
  const named = (node.hash?.pairs ?? []).map(({ key, value }): [string, Type] => [
    key,
    typeOf(caller, value),
  ]);
  return [...named, ...around.map(({ name, type }): [string, Type] => [name, type])];
}

function typeOf({ analysis }: PromptDocument, value: Expression): Type {
  if (value.type !== 'PathExpression') return 'value' in value ? typeOfValue(value.value) : undefined;
  const resolution = analysis.byNode.get(value)?.resolution;
  return resolution && 'variable' in resolution ? resolution.variable.type : undefined;
}
