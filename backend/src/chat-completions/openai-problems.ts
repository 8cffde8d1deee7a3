import { ProblemError } from '../common/problem';

/** Refusals of what is asked in OpenAI's words. `param` is the part of the request that is wrong. */
export const invalidRequest = (message: string, param?: string) =>
  new ProblemError(400, 'invalid-request', message, param === undefined ? {} : { param });

/** No such prompt, or no such version of it: what `model` names is not there, or may not be seen. */
export const noSuchModel = (message: string) =>
  new ProblemError(404, 'model-not-found', message, { param: 'model' });
