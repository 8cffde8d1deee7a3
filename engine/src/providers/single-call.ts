import { CallScope } from './call-scope';
import type { Access } from './connection';
import type { CallOptions } from './provider';
import { toProviderError } from './provider-failure';

/** One call that is answered in one piece, with its time limit, the caller's signal and failures in our words. */
export async function singleCall<Client, Answer>(
  { connection, client }: Access<Client>,
  options: CallOptions | undefined,
  send: (client: Client, call: { readonly signal: AbortSignal; readonly timeout: number }) => Promise<Answer>,
): Promise<Answer> {
  const scope = new CallScope(options);
  try {
    const answer = await send(client, { signal: scope.signal, timeout: scope.timeoutMs });
    scope.complete();
    return answer;
  } catch (error) {
    throw toProviderError(error, { ...connection, endpoint: connection.endpoint.name, scope });
  } finally {
    scope.dispose();
  }
}
