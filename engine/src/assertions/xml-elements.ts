import type { AssertionSpec } from '../runner/test-case';
import { AssertionError } from './assertion';

/** An element of XML: its name as written and what is in it. */
export interface XmlElement {
  readonly name: string;
  readonly children: XmlElement[];
}

/** Paths from the root, `order.item.name`; a number picks one of several. From a list, a text with commas, or `requiredElements`. */
export function requiredPaths({ type, value }: AssertionSpec): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return value.split(',').map((path) => path.trim());
  const paths = Array.isArray(value) ? value : pathsInMap(value);
  if (!paths)
    throw new AssertionError(`The assertion "${type}" needs paths of elements as its value, or none.`);
  return paths.map(String);
}

function pathsInMap(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.keys(value).length === 0) return [];
  return 'requiredElements' in value && Array.isArray(value.requiredElements)
    ? value.requiredElements
    : undefined;
}

/** Those of the paths that lead to no element. */
export function missingPaths(roots: readonly XmlElement[], paths: readonly string[]): string[] {
  return paths.filter((path) => !leadsSomewhere(roots, path.split('.')));
}

function leadsSomewhere(among: readonly XmlElement[], [step, index, ...rest]: readonly string[]): boolean {
  const named = among.filter(({ name }) => name === step);
  if (named.length === 0 || index === undefined) return named.length > 0;
  if (!/^\d+$/.test(index)) return named.some(({ children }) => leadsSomewhere(children, [index, ...rest]));
  const picked = named[Number(index)];
  return picked !== undefined && (rest.length === 0 || leadsSomewhere(picked.children, rest));
}
