import { describeRequest, type PromptRequest } from './prompt-request';

/** The hub gave no answer in time, and no copy is at hand, neither in memory nor in a lock. `cause` says what happened. */
export class PromptUnavailableError extends Error {
  constructor(request: PromptRequest, cause: Error) {
    super(
      `The prompt ${describeRequest(request)} cannot be fetched, and no copy is at hand. ${cause.message}`,
      { cause },
    );
    this.name = 'PromptUnavailableError';
  }
}
