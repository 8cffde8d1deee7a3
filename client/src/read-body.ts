import { HubProtocolError } from './errors';
import type { Deadline } from './deadline';

interface ReadOptions {
  readonly url: string;
  readonly deadline: Deadline;
  readonly maxBytes: number;
}

/** The whole body as text. An answer without end must not fill the memory, so it stops at `maxBytes`. */
export async function readText(response: Response, options: ReadOptions): Promise<string> {
  let text = '';
  for await (const chunk of readChunks(response, options)) text += chunk;
  return text;
}

/** The body's text as it arrives; each chunk is a sign of life for the deadline. */
export async function* readChunks(response: Response, options: ReadOptions): AsyncGenerator<string> {
  if (!response.body) return;
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const decoder = new TextDecoder();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      options.deadline.extend();
      size += value.byteLength;
      if (size > options.maxBytes) throw new HubProtocolError(options.url, 'answered far too much.');
      yield decoder.decode(value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    // A reader that gives up (or is done) lets the connection go; a failed stream has nothing left to cancel.
    await reader.cancel().catch(() => undefined);
  }
}
