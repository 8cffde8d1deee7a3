import { typeOfValue, type Analysis, type Range, type Type } from '@prompthub/core';

/** A variable that a prompt takes from outside, with what a person wants to know about it. */
export interface Input {
  readonly name: string;
  readonly type: Type;
  readonly description: string | undefined;
  readonly optional: boolean;
  readonly defaultValue: unknown;
  readonly declaration: Range | undefined;
}

/** The inputs of a prompt: what its schema declares, and what only has a default. */
export function inputsOf({ input }: Analysis): Input[] {
  const declared = [...input.variables.values()].map(
    ({ name, type, description, optional, declaration }): Input => ({
      name,
      type,
      description,
      optional,
      declaration,
      defaultValue: input.defaults[name],
    }),
  );
  const extra = Object.entries(input.defaults)
    .filter(([name]) => !input.variables.has(name))
    .map(([name, value]) => unplaced(name, typeOfValue(value), value));
  return [...declared, ...extra];
}

/** A name of which only the type is known. */
export function unplaced(name: string, type: Type, defaultValue?: unknown): Input {
  const description = typeof type?.description === 'string' ? type.description : undefined;
  return { name, type, description, optional: false, defaultValue, declaration: undefined };
}

/** A dotted name as it is being written: `../user.na` is `owner` `../user` and `na` still being typed. */
export function splitName(word: string): { readonly owner: string; readonly typing: string } {
  const cut = Math.max(word.lastIndexOf('.'), word.lastIndexOf('/'));
  return cut < 0 ? { owner: '', typing: word } : { owner: word.slice(0, cut), typing: word.slice(cut + 1) };
}

const PLAIN_SEGMENT = /^(?!(?:true|false|null|undefined|this|else|as)$|-?\d)[^\s!"#%-,./;->@[-^`{-~]+$/;

/** A name as a path may say it: `first name` becomes `[first name]`. */
export function segmentOf(name: string): string {
  return PLAIN_SEGMENT.test(name) ? name : `[${name}]`;
}
