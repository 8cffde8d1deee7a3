import { nameIn, type Range } from '@prompthub/core';
import type { PromptDocument } from '../documents';

/** A value of the YAML that names something outside of its file, or the prompt itself. */
export interface Mention {
  readonly kind: 'name' | 'replaced-by' | 'schema' | 'dataset';
  readonly text: string;
  /** Without quotes. */
  readonly range: Range;
}

type YamlPath = readonly (string | number)[];

const SCALAR_TYPES = ['any', 'boolean', 'integer', 'null', 'number', 'string', 'object', 'array'];

const kept = new WeakMap<PromptDocument, readonly Mention[]>();

export function mentionsIn(document: PromptDocument): readonly Mention[] {
  const known = kept.get(document);
  if (known) return known;
  const found = document.kind === 'tests' ? inSuite(document) : inPrompt(document);
  kept.set(document, found);
  return found;
}

function inSuite({ text, yaml }: PromptDocument): Mention[] {
  const { value } = yaml;
  const lists: [YamlPath, unknown][] = isRecord(value) ? [[['tests'], value.tests]] : [[[], value]];
  const places: [YamlPath, unknown][] = lists.flatMap(([path, list]) =>
    asList(list).map((test, index): [YamlPath, unknown] => [
      [...path, index, 'dataset'],
      isRecord(test) ? test.dataset : undefined,
    ]),
  );
  if (isRecord(value)) places.push([['dataset'], value.dataset]);
  // What lies on the hub is no file of the workspace.
  const here = places.filter(([, file]) => typeof file !== 'string' || !file.startsWith('hub:'));
  return here.flatMap(([path, file]) =>
    mention(text, { kind: 'dataset', value: file, at: yaml.entry(path)?.value }),
  );
}

function inPrompt({ text, tree }: PromptDocument): Mention[] {
  const { frontmatter } = tree;
  if (!frontmatter) return [];
  const valueAt = (path: YamlPath): Range | undefined => frontmatter.entry(path)?.value;
  const { value } = frontmatter;
  const meta = value['prompthub.meta'];
  const replacedBy = isRecord(meta) ? meta.replacedBy : undefined;
  return [
    ...mention(text, { kind: 'name', value: value.name, at: valueAt(['name']) }),
    ...mention(text, {
      kind: 'replaced-by',
      value: replacedBy,
      at: valueAt(['prompthub.meta', 'replacedBy']),
    }),
    ...['input', 'output'].flatMap((key) => {
      const part = value[key];
      return isRecord(part) ? namedSchemas(part.schema, [key, 'schema'], { text, valueAt }) : [];
    }),
  ];
}

interface Source {
  readonly text: string;
  valueAt(path: YamlPath): Range | undefined;
}

/** A word of Picoschema that is no type is the name of a schema. JSON Schema has none. */
function namedSchemas(value: unknown, path: YamlPath, source: Source): Mention[] {
  if (typeof value === 'string') {
    const name = value.split(',', 1)[0]?.trim() ?? '';
    if (!/^[\w.$/-]+$/.test(name) || SCALAR_TYPES.includes(name)) return [];
    return mention(source.text, { kind: 'schema', value: name, at: source.valueAt(path) });
  }
  if (!isRecord(value) || typeof value.type === 'string' || isRecord(value.properties)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    /\(enum[,)]/.test(key) ? [] : namedSchemas(child, [...path, key], source),
  );
}

function mention(
  text: string,
  { kind, value, at }: { kind: Mention['kind']; value: unknown; at: Range | undefined },
): Mention[] {
  return typeof value === 'string' && value !== '' && at
    ? [{ kind, text: value, range: nameIn(text, at, value) }]
    : [];
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
