import { builtinHelper, declaredNames, type PromptTree } from '@prompthub/core';

const WORDS = ['this', 'true', 'false', 'null', 'undefined', 'else', 'as', '__proto__'];

/** What stands against a name for a variable or block parameter, as a sentence; undefined when nothing does. */
export function objectionToName(name: string, { frontmatter }: PromptTree): string | undefined {
  if (name === '') return 'The new name is empty.';
  if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name))
    return `“${name}” would need quoting. Use letters, digits, _ and -, beginning with a letter.`;
  if (WORDS.includes(name)) return `“${name}” is a reserved word of the template language.`;
  if (builtinHelper(name) || declaredNames(frontmatter, 'helpers').includes(name))
    return `“${name}” is a helper, which would win over the variable.`;
  return undefined;
}

/** What stands against a name for a partial, without `_` and `.prompt`. */
export function objectionToPartialName(name: string): string | undefined {
  if (name === '') return 'The new name is empty.';
  if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(name))
    return `“${name}” cannot name a partial. Use letters, digits, _ and -; to move the file to another folder, move it in the file list.`;
  return WORDS.includes(name) ? `“${name}” is a reserved word of the template language.` : undefined;
}
