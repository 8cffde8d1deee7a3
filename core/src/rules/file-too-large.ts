import { unreadableRule } from './unreadable-rule';

export const fileTooLarge = unreadableRule({
  code: 'file-too-large',
  severity: 'error',
  summary: 'The file is too long to be checked.',
  docs:
    'PromptHub checks prompts and files of tests of up to a million characters. What is longer, such as a document to ' +
    'be read by the model, belongs into a variable.',
});
