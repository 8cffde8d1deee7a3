import { AnswerBuilder } from './answer-builder';
import { CallScope } from './call-scope';
import type { Access } from './connection';
import type { CallOptions, ModelEvent, ModelRequest } from './provider';
import { toProviderError, type FailureContext } from './provider-failure';

/** What one call has at hand while it speaks to a provider. */
export interface Talk<Client> {
  readonly client: Client;
  readonly request: ModelRequest;
  /** For the SDK: ends when the caller or the clock ends the call. */
  readonly call: {
    readonly signal: AbortSignal;
    readonly timeout: number;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly answer: AnswerBuilder;
  readonly failure: FailureContext;
}

export interface Question {
  readonly request: ModelRequest;
  readonly options: CallOptions | undefined;
}

/**
 * One call from its question to `done`, the same for every wire format: `talk` sends the request, yields the text and fills
 * the answer; here are the time limit, the cancelling, the failures in our words and what was used until then.
 */
export async function* converse<Client>(
  { connection, client }: Access<Client>,
  { request, options }: Question,
  talk: (talk: Talk<Client>) => AsyncIterable<ModelEvent>,
): AsyncGenerator<ModelEvent> {
  const scope = new CallScope(options);
  const failure: FailureContext = { ...connection, endpoint: connection.endpoint.name, scope };
  const answer = new AnswerBuilder(request);
  const { traceparent } = options ?? {};
  const headers = traceparent === undefined ? undefined : { traceparent };
  const call = { signal: scope.signal, timeout: scope.timeoutMs, headers };
  try {
    yield* talk({ client, request, call, answer, failure });
    const done = { type: 'done', answer: answer.build() } as const;
    scope.complete();
    yield done;
  } catch (error) {
    throw toProviderError(error, failure).after(answer);
  } finally {
    scope.dispose();
  }
}
