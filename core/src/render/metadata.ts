import type { JsonSchema, RenderOptions, Resolver, ToolDefinition } from '../options';
import { picoschemaToJsonSchema } from '../syntax/picoschema';
import type { PromptTree } from '../syntax/tree';
import { RenderError } from './rendered-prompt';
import type { PromptMetadata } from './rendered-prompt';

const RESERVED = [
  'config',
  'description',
  'ext',
  'input',
  'model',
  'name',
  'output',
  'raw',
  'toolDefs',
  'tools',
  'variant',
  'version',
];

type Entries = Record<string, unknown>;

/** The frontmatter as Dotprompt reads it, over `defaults`; nothing is resolved yet. */
export function readMetadata(tree: PromptTree, defaults: RenderOptions['defaults'] = {}): PromptMetadata {
  const own: [string, unknown][] = [];
  const ext = new Map<string, Map<string, unknown>>();
  const raw = tree.frontmatter?.value;
  for (const [key, value] of Object.entries(raw ?? {})) {
    const dot = key.lastIndexOf('.');
    if (RESERVED.includes(key)) own.push([key, value]);
    else if (dot !== -1) {
      const namespace = key.slice(0, dot);
      const fields = ext.get(namespace) ?? new Map<string, unknown>();
      ext.set(namespace, fields.set(key.slice(dot + 1), value));
    }
  }
  const metadata: Entries = {
    ...defaults,
    metadata: mapOf(defaults['metadata']),
    ...Object.fromEntries(own),
    config: { ...mapOf(defaults['config']), ...mapOf(Object.fromEntries(own)['config']) },
    ...(raw && { raw: { ...raw } }),
    ext: {
      ...mapOf(defaults['ext']),
      ...Object.fromEntries([...ext].map(([key, fields]) => [key, Object.fromEntries(fields)])),
    },
  };
  return withoutUndefined(metadata) as PromptMetadata;
}

/** Replaces names of tools and schemas by what they stand for. Rejects with a RenderError. */
export async function resolveMetadata(
  tree: PromptTree,
  metadata: PromptMetadata,
  options: RenderOptions,
): Promise<PromptMetadata> {
  const resolved = { ...metadata };
  if (metadata.tools !== undefined && metadata.tools !== null)
    await resolveTools(resolved, options.tools, tree);
  for (const side of ['input', 'output'] as const) {
    const schema = metadata[side]?.schema;
    if (schema)
      resolved[side] = { ...metadata[side], schema: await toJsonSchema(schema, side, { tree, options }) };
  }
  return resolved;
}

async function resolveTools(
  metadata: PromptMetadata,
  tools: Resolver<ToolDefinition> | undefined,
  tree: PromptTree,
): Promise<void> {
  const names: unknown = metadata.tools;
  if (!Array.isArray(names)) {
    throw new RenderError(
      'tools',
      '`tools` must be a list of names.',
      tree.frontmatter?.entry(['tools'])?.value,
    );
  }
  const definitions: ToolDefinition[] = [...(metadata.toolDefs ?? [])];
  const unknown: string[] = [];
  for (const name of names as string[]) {
    const tool = await resolve(tools, name);
    if (tool) definitions.push(tool);
    else if (typeof tools === 'function') {
      const range = tree.frontmatter?.entry(['tools', names.indexOf(name)])?.value;
      throw new RenderError('unknown-tool', `There is no tool named \`${name}\`.`, range);
    } else unknown.push(name);
  }
  metadata.toolDefs = definitions;
  metadata.tools = unknown;
}

async function toJsonSchema(
  schema: unknown,
  side: 'input' | 'output',
  { tree, options }: { tree: PromptTree; options: RenderOptions },
): Promise<JsonSchema> {
  const place = (path: readonly (string | number)[]) => {
    const entry = tree.frontmatter?.entry([side, 'schema', ...path]);
    return entry?.key ?? entry?.value;
  };
  const known = new Map<string, JsonSchema>();
  for (const { name, path } of picoschemaToJsonSchema(schema).unresolved) {
    const found = await resolve(options.schemas, name);
    if (!found) throw new RenderError('unknown-schema', `There is no schema named \`${name}\`.`, place(path));
    known.set(name, found);
  }
  const { schema: result, problems } = picoschemaToJsonSchema(schema, { resolve: (name) => known.get(name) });
  const error = problems.find(({ severity }) => severity === 'error');
  if (error) throw new RenderError('picoschema', error.message, place(error.path));
  return result ?? {};
}

/** Looks a name up in a map or asks a function. Names that every object has (`constructor`) are not found in a map. */
export async function resolve<T>(resolver: Resolver<T> | undefined, name: string): Promise<T | undefined> {
  if (typeof resolver === 'function') return (await resolver(name)) ?? undefined;
  return resolver !== undefined && Object.hasOwn(resolver, name) ? resolver[name] : undefined;
}

export function mapOf(value: unknown): Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entries) : {};
}

/** A deep copy without keys that are undefined. */
export function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, withoutUndefined(item)]),
  );
}
