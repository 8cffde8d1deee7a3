import type { Frontmatter } from '../syntax/tree';

type Keys = Pick<Frontmatter, 'value'> | undefined;
type Kind = 'helpers' | 'partials' | 'schemas' | 'tools';

/** Whether the frontmatter lists what the host application registers of a kind: then that is all of it. */
export function declares(frontmatter: Keys, kind: Kind): boolean {
  return Array.isArray(requirements(frontmatter)[kind]);
}

/** The names that the host application is said to register: `prompthub.requires: { helpers: […] }`. */
export function declaredNames(frontmatter: Keys, kind: Kind): readonly string[] {
  const names = requirements(frontmatter)[kind];
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
}

function requirements(frontmatter: Keys): Readonly<Partial<Record<Kind, unknown>>> {
  const requires = frontmatter?.value['prompthub.requires'];
  return typeof requires === 'object' && requires !== null ? requires : {};
}
