import type { BlockParam, Expression, Hash } from './ast';
import type { TokenKind } from './template-lexer';

export type Closer = 'close' | 'close-unescaped' | 'close-raw';

/** What may stand in a tag. */
export interface TagShape {
  readonly closer: Closer;
  /** A partial's name may be a sub-expression. */
  readonly partial?: boolean;
  /** False for closing tags. */
  readonly args?: boolean;
  readonly blockParams?: boolean;
}

/** The inside of a tag. */
export interface Tag {
  readonly path: Expression;
  readonly params: readonly Expression[];
  readonly hash: Hash | undefined;
  readonly blockParams: readonly BlockParam[];
  /** Whether `~` stands before the closing braces. */
  readonly stripClose: boolean;
  readonly closed: boolean;
  /** Behind the closing braces. */
  readonly end: number;
}

export const CLOSERS: Readonly<Record<Closer, string>> = {
  close: '}}',
  'close-unescaped': '}}}',
  'close-raw': '}}}}',
};

export function isCloser(kind: TokenKind): kind is Closer {
  return kind === 'close' || kind === 'close-unescaped' || kind === 'close-raw';
}
