import {
  inputProperties,
  resolvePath,
  type InputProperty,
  type PathExpression,
  type Range,
  type Reference,
  type Resolution,
  type SchemaPath,
} from '@prompthub/core';
import type { PromptDocument } from '../documents';

type Scope = Reference['scope'];

/** The way to a value from the prompt's input down; `*` stands for elements of lists, and for keys that are free. */
export type InputPath = readonly string[];

/** Which inputs a prompt declares, and which of them the paths of its template and the keys of its values mean. */
export class InputPaths {
  readonly properties: readonly InputProperty[];
  readonly #document: PromptDocument;
  readonly #bySchemaPath = new Map<string, InputPath>([[keyOf(['input', 'schema']), []]]);
  /** By where the name stands: quicker than comparing ways. */
  readonly #byPlace = new Map<number, InputPath>();
  readonly #declared = new Set<string>();

  constructor(document: PromptDocument) {
    this.#document = document;
    this.properties = inputProperties(document.tree, document.analysis.input);
    for (const { path, schemaPath, range } of this.properties) {
      this.#bySchemaPath.set(keyOf(schemaPath), path);
      this.#byPlace.set(range.start, path);
      for (let length = 1; length <= path.length; length++) this.#declared.add(keyOf(path.slice(0, length)));
    }
  }

  isDeclared(path: InputPath): boolean {
    return this.#declared.has(keyOf(path));
  }

  /** The path of the value that a key leads to, from the path of the map or list that it stands in. */
  below(parent: InputPath, key: string): InputPath {
    const own = [...parent, key];
    if (this.isDeclared(own)) return own;
    const free = [...parent, '*'];
    return this.isDeclared(free) || /^\d+$/.test(key) ? free : own;
  }

  /** What a path stands for; undefined when nobody can say. */
  ofReference({ node, resolution }: Reference): InputPath | undefined {
    return this.ofResolution(resolution, node);
  }

  ofExpression(node: PathExpression, scope: Scope): InputPath | undefined {
    return this.ofResolution(resolvePath(node, scope, this.#document.analysis), node);
  }

  ofResolution(found: Resolution, { data, parts }: PathExpression): InputPath | undefined {
    const declared = 'variable' in found ? this.#ofVariable(found.variable) : undefined;
    if (declared) return declared;
    if ((found.kind !== 'input' && found.kind !== 'unknown') || found.input === undefined) return undefined;
    const names = parts.slice(data ? 1 : 0).map(({ name }) => name);
    return names.reduce<InputPath>((path, name) => this.below(path, name), []);
  }

  #ofVariable({ declaration, path }: { declaration?: Range | undefined; path?: SchemaPath | undefined }) {
    // A declaration begins with the name or with the quote before it.
    const start = declaration?.start ?? -2;
    return this.#byPlace.get(start) ?? this.#byPlace.get(start + 1) ?? this.#ofSchema(path);
  }

  /** A loop's element has the path of its list and `items` behind it, in Picoschema too. */
  #ofSchema(path: SchemaPath | undefined): InputPath | undefined {
    for (let length = path?.length ?? 0, steps = 0; path && length > 0; length--, steps++) {
      const known = this.#bySchemaPath.get(keyOf(path.slice(0, length)));
      if (known) return [...known, ...Array<string>(steps).fill('*')];
      if (path[length - 1] !== 'items') return undefined;
    }
    return undefined;
  }
}

const kept = new WeakMap<PromptDocument, InputPaths>();

export function inputPathsOf(document: PromptDocument): InputPaths {
  const known = kept.get(document) ?? new InputPaths(document);
  kept.set(document, known);
  return known;
}

export function isSamePath(left: InputPath, right: InputPath): boolean {
  return left.length === right.length && left.every((step, i) => step === right[i]);
}

function keyOf(path: readonly (string | number)[]): string {
  return JSON.stringify(path);
}
