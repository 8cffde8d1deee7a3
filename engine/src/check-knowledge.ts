import type { CheckOptions } from '@prompthub/core';
import { ASSERTION_SHAPES } from './assertions/registry';
import { estimateTokens } from './cost/estimate-tokens';
import { KNOWN_MODELS } from './cost/known-models';
import { SETTING_RANGES } from './providers/setting-ranges';
import { testVocabulary } from './runner/test-vocabulary';

type Known = 'assertions' | 'assertionShapes' | 'testProblems' | 'models' | 'settings' | 'countTokens';

/**
 * What `core`'s `check` and `checkTests` are told of the world: editor, command line and hub hand all of it over, so that
 * they report the same.
 */
export const checkKnowledge: Required<Pick<CheckOptions, Known>> = {
  ...testVocabulary,
  assertionShapes: ASSERTION_SHAPES,
  models: KNOWN_MODELS,
  settings: SETTING_RANGES,
  countTokens: estimateTokens,
};
