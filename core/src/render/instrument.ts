import type { Watch } from './handlebars-ast';
import type { Helper } from './helpers';
import type { Marks } from './marks';
import type { Listener } from './messages';
import type { Home, Piece } from './pieces';
import type { TrackedData } from './value-path';

/** Looks into a template while it renders: made for one prompt, used for one rendering. */
export interface Instrument {
  /** What is wrong prints nothing, and the rest is rendered. */
  readonly forgiving: boolean;
  /** Handlebars then knows the path of every value from the input (`trackIds`). */
  readonly paths: boolean;
  /** Its own helpers, by names that nobody can write in a template. */
  helpers(marks: () => Marks): Record<string, Helper>;
  /** What becomes of the statements of the prompt, or of one of its partials. */
  wrap(home: Home): Watch['wrap'];
  /** A partial begins to be rendered, with Handlebars' data variables. */
  entered?(partial: string, data: TrackedData | undefined): void;
  /** The output before messages are made of it. */
  output?(pieces: readonly Piece[]): readonly Piece[];
  readonly listener?: Listener;
}

/** The value that Handlebars prints for a variable that may hold a function. */
export function calledValue(context: unknown, value: unknown): unknown {
  return typeof value === 'function' ? (value as Helper).call(context) : value;
}
