import type { Range, Refactoring } from '@prompthub/core';
import type { CodeActionKind } from 'vscode-languageserver';
import type { Context } from '../context';
import type { PromptDocument } from '../documents';

/** A change that can be made where the cursor or the selection is. */
export interface Offer {
  /** Names it when the client asks for its edits later. */
  readonly id: string;
  readonly title: string;
  readonly kind: CodeActionKind;
  make(): Refactoring | Promise<Refactoring>;
}

/** One kind of refactoring: looks quickly whether it applies here; the work is done by `make`. */
export type OfferSource = (
  context: Context,
  document: PromptDocument,
  range: Range,
) => readonly Offer[] | Promise<readonly Offer[]>;
