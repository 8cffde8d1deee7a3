import { MAX_TAGS } from '../syntax/template-size';
import { excessRule } from './excess-rule';

export const templateTooLarge = excessRule({
  code: 'template-too-large',
  severity: 'error',
  summary: 'The template has too many tags.',
  docs:
    `Dotprompt takes seconds to compile them. PromptHub renders templates of up to ${MAX_TAGS} tags. Lists belong into ` +
    'variables, to be repeated with `{{#each}}`.',
});
