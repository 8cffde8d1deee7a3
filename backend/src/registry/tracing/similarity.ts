/** How much of the larger of two files must come from the other for the one to be taken for the other, renamed. */
export const RENAME_SIMILARITY = 0.5;

/** A text as Git cuts it for `-M` (diffcore-delta.c): lines, cut after 64 bytes. */
export interface Pieces {
  readonly size: number;
  /** Bytes by piece, over all the places where it stands. */
  readonly bytes: ReadonlyMap<string, number>;
}

/** The share of the larger text that is made of pieces of the other: each counts as often as both have it, wherever it stands. */
export function similarity(from: Pieces, to: Pieces): number {
  const larger = Math.max(from.size, to.size);
  if (larger === 0 || Math.min(from.size, to.size) === 0) return 0;
  let copied = 0;
  for (const [piece, bytes] of to.bytes) copied += Math.min(bytes, from.bytes.get(piece) ?? 0);
  return copied / larger;
}

/** Whether sizes alone leave a chance. */
export function maySimilar(fromSize: number, toSize: number): boolean {
  return Math.min(fromSize, toSize) >= Math.max(fromSize, toSize) * RENAME_SIMILARITY;
}

const PIECE_BYTES = 64;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** The carriage return before a line feed does not count. */
export function piecesOf(content: Uint8Array): Pieces {
  const bytes = new Map<string, number>();
  const piece: number[] = [];
  const end = () => {
    const key = String.fromCharCode(...piece);
    bytes.set(key, (bytes.get(key) ?? 0) + piece.length);
    piece.length = 0;
  };
  for (const [at, byte] of content.entries()) {
    if (byte === CARRIAGE_RETURN && content[at + 1] === LINE_FEED) continue;
    piece.push(byte);
    if (byte === LINE_FEED || piece.length === PIECE_BYTES) end();
  }
  if (piece.length > 0) end();
  return { size: content.length, bytes };
}
