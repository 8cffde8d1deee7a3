import { unreadableRule } from './unreadable-rule';

export const binaryFile = unreadableRule({
  code: 'binary-file',
  severity: 'error',
  summary: 'The file is not text.',
  docs:
    'There is a NUL character in it, so it is an image, an archive, or text in another encoding such as UTF-16. Prompts ' +
    'are UTF-8 text.',
});
