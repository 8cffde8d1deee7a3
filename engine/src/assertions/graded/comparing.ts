import type { AssertionSpec } from '../../runner/test-case';

/** Assertions that compare the outputs of one test with each other: they are judged when its whole row is there (`judgeRow`). */
const COMPARING: readonly string[] = ['select-best', 'max-score'];

export function isComparing({ type }: Pick<AssertionSpec, 'type'>): boolean {
  return COMPARING.includes(type.replace(/^not-/, ''));
}
