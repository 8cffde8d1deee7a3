import type { TextEdit } from '../diagnostic';

/** A change that leaves what is rendered as it is, or why there is none, as a sentence for people. */
export type Refactoring =
  | {
      readonly edits: readonly TextEdit[];
      /** A new partial, in the folder of the prompt. */
      readonly partial?: { readonly name: string; readonly source: string };
    }
  | { readonly refusal: string };

export function refused(refusal: string): { readonly refusal: string } {
  return { refusal };
}
