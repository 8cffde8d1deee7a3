import { validCall } from './valid-call';

export const isValidFunctionCall = validCall(
  'is-valid-function-call',
  'The model called tools of the prompt, with arguments that fit their schemas.',
);
