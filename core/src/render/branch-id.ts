import type { Range } from '../syntax/positions';
import type { BlockBody } from './interpret';

/** Names a branch among all of a prompt and its partials, as long as their texts stay what they are. */
export function branchId(partial: string | undefined, block: Range, body: BlockBody): string {
  return `${partial ?? ''}@${block.start}:${body}`;
}
