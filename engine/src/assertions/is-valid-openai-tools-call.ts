import { validCall } from './valid-call';

/** promptfoo's name for OpenAI's answers; they come here in one shape, whoever gave them. */
export const isValidOpenaiToolsCall = validCall(
  'is-valid-openai-tools-call',
  'The same as `is-valid-function-call`.',
);
