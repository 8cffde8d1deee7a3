/** So long, and so many bytes, the end of a body is waited for. */
const LINGER_MS = 500;
const LINGER_BYTES = 64 * 1024;

/**
 * For a body that nobody reads on. SDKs turn away behind the last event, when the end of the body is still on its way;
 * a fetch that is cancelled there closes its connection, and the next call would have to shake hands anew. So the end is
 * awaited for a moment, without anybody waiting for this. An abort of the call still closes at once.
 */
export function linger(reader: ReadableStreamDefaultReader<Uint8Array>): void {
  const giveUp = (): void => void reader.cancel().catch(() => undefined);
  const timer = setTimeout(giveUp, LINGER_MS);
  void readToEnd(reader, giveUp).finally(() => clearTimeout(timer));
}

async function readToEnd(reader: ReadableStreamDefaultReader<Uint8Array>, giveUp: () => void): Promise<void> {
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.byteLength;
      if (bytes > LINGER_BYTES) return giveUp();
    }
  } catch {
    // The connection is gone already.
  }
}
