import type { Frontmatter } from '../syntax/tree';

/** The names that the host application is said to register: `prompthub.requires: { helpers: […] }`. */
export function declaredNames(
  frontmatter: Frontmatter | undefined,
  kind: 'helpers' | 'partials' | 'schemas' | 'tools',
): readonly string[] {
  const requires = frontmatter?.value['prompthub.requires'];
  if (typeof requires !== 'object' || requires === null) return [];
  const names = (requires as Record<string, unknown>)[kind];
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
}
