import { AssertionError } from './assertion';
import type { AssertionTools } from './assertion-tools';

export interface PostSetting {
  /** Rejects, in words, for a host (`checks.example.com:8443`) that the person has not allowed. */
  readonly allow: (host: string) => Promise<void> | void;
  /** Node's own unless given. */
  readonly fetch?: typeof fetch;
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 1_000_000;

/** The tool that sends answers to a server which judges them: never elsewhere than where the person allowed, and without any key. */
export function postTo({
  allow,
  fetch: send = fetch,
  signal,
}: PostSetting): NonNullable<AssertionTools['post']> {
  return async (url, body) => {
    const { host } = new URL(url);
    await allow(host);
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await send(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
        // It would lead to a host that nobody was asked about.
        redirect: 'error',
        signal: signal ? AbortSignal.any([limit, signal]) : limit,
      });
      if (!response.ok) throw new AssertionError(`${host} answered with status ${response.status}.`);
      return await limitedText(response, host);
    } catch (error) {
      if (error instanceof AssertionError) throw error;
      const late = limit.aborted;
      throw new AssertionError(
        late
          ? `${host} did not answer within ${TIMEOUT_MS} ms.`
          : `${host} could not be asked: ${reasonOf(error)}.`,
      );
    }
  };
}

async function limitedText(response: Response, host: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  const body: AsyncIterable<Uint8Array> | undefined = response.body ?? undefined;
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER_BYTES) throw new AssertionError(`${host} answered with more than 1 MB.`);
  }
  return text;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
