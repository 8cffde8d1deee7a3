import type { CheckOptions } from '@prompthub/core';
import { ASSERTION_TYPES } from '../assertions/registry';
import { testProblems } from './test-plan';

/** What `core`'s `check` and `checkTests` need to know of tests, as a part of their options. */
export const testVocabulary: Required<Pick<CheckOptions, 'assertions' | 'testProblems'>> = {
  assertions: ASSERTION_TYPES,
  testProblems,
};
