import { MAX_LEVELS } from '../syntax/template-size';
import { excessRule } from './excess-rule';

export const templateTooDeep = excessRule({
  code: 'template-too-deep',
  severity: 'error',
  summary: 'Blocks or parentheses stand in each other too deeply.',
  docs:
    `Rendering goes down into a template by recursion, which overflows. PromptHub renders up to ${MAX_LEVELS} levels, of ` +
    'which a block makes two. What is deeper belongs into a partial.',
});
