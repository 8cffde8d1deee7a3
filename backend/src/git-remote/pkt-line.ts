/** The framing of Git's protocols: four hexadecimal digits of length, then so many bytes less four (gitprotocol-common). */
export const FLUSH = Buffer.from('0000');
export const DELIMITER = Buffer.from('0001');

/** Bytes that one line may carry. */
export const MAX_PAYLOAD = 65_516;

export function pktLine(payload: string | Uint8Array): Buffer {
  const bytes = Buffer.from(payload);
  if (bytes.length > MAX_PAYLOAD) throw new Error(`a line of ${bytes.length} bytes is too long`);
  const length = Buffer.from((bytes.length + 4).toString(16).padStart(4, '0'));
  return Buffer.concat([length, bytes]);
}
