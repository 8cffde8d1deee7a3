import { builtinHelper } from '@prompthub/core';

/** A variable in a tag. One that has a helper's name must be told apart from it. */
export function variableTag(name: string): string {
  return builtinHelper(name) ? `{{this.${name}}}` : `{{${name}}}`;
}
