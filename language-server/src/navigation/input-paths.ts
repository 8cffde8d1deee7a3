import {
  inputProperties,
  resolvePath,
  type InputProperty,
  type PathExpression,
  type Reference,
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
  readonly #declared = new Set<string>();

  constructor(document: PromptDocument) {
    this.#document = document;
    this.properties = inputProperties(document.tree, document.analysis.input);
    for (const { path, schemaPath } of this.properties) {
      this.#bySchemaPath.set(keyOf(schemaPath), path);
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

  /** What the first `count` names of a path stand for; undefined when nobody can say. */
  ofReference({ node, resolution, scope }: Reference, count = node.parts.length): InputPath | undefined {
    return resolution.kind === 'helper' ? undefined : this.ofExpression(node, scope, count);
  }

  ofExpression(node: PathExpression, scope: Scope, count = node.parts.length): InputPath | undefined {
    const found = resolvePath({ ...node, parts: node.parts.slice(0, count) }, scope, this.#document.analysis);
    const declared = 'variable' in found ? this.#ofSchema(found.variable.path) : undefined;
    if (declared) return declared;
    if ((found.kind !== 'input' && found.kind !== 'unknown') || found.input === undefined) return undefined;
    const names = node.parts.slice(node.data ? 1 : 0, count).map(({ name }) => name);
    return names.reduce<InputPath>((path, name) => this.below(path, name), []);
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
