import type { PartialBlockStatement, PartialStatement, Statement } from '../syntax/ast';
import type { Role } from './rendered-prompt';

/** What rendered output consists of. */
export type Piece = string | Structure | Trace | TracedText;

/** Something that splits the output: where a message or a part begins. */
export type Structure =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'history' }
  | { readonly kind: 'section'; readonly name: string }
  | { readonly kind: 'media'; readonly url: string; readonly contentType?: string };

/** Says what printed the text behind it. Only a rendering that is looked into has such pieces (see `Tracer`). */
export type Trace =
  | { readonly kind: 'visit'; readonly visit: Visit }
  /** The next `length` characters are the indentation of a partial. */
  | { readonly kind: 'indent'; readonly visit: Visit; readonly length: number };

/** The source that a statement stands in. */
export interface Home {
  /** The partial's name; undefined for the prompt itself. */
  readonly partial: string | undefined;
  readonly source: string;
}

/** A statement that was rendered, once. */
export interface Visit {
  readonly node: Statement;
  readonly home: Home;
  /** The partial that was being rendered. */
  readonly frame: Frame | undefined;
  /** The path from the input to the value, where it is known. */
  readonly path: string | undefined;
}

/** A partial that is being rendered. */
export interface Frame {
  /** The tag that calls it. */
  readonly node: PartialStatement | PartialBlockStatement;
  readonly home: Home;
  /** Where that tag was rendered. */
  readonly parent: Frame | undefined;
  /** The path of the values around the tag, and the block parameters there. */
  readonly path: string | undefined;
  readonly blockParams: readonly string[];
  /** The partial's name, as soon as it is known. */
  target: string | undefined;
}

/** Text with what printed it; `start` counts what the same visit printed before. */
export interface TracedText {
  readonly kind: 'text';
  readonly text: string;
  readonly visit: Visit;
  readonly start: number;
  /** The text is the indentation of the partial that `visit` calls. */
  readonly isIndent: boolean;
}
