import { validCall } from './valid-call';

/** promptfoo's older name; answers come here in one shape, whoever gave them. */
export const isValidOpenaiFunctionCall = validCall(
  'is-valid-openai-function-call',
  'The same as `is-valid-function-call`.',
);
