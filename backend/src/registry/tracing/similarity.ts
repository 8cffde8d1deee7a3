/** How much of the larger of two files must come from the other for the one to be taken for the other, renamed. */
export const RENAME_SIMILARITY = 0.5;

/**
 * The share of the larger text that is made of pieces of the other, as Git estimates it for `-M` (diffcore-delta.c):
 * pieces are lines, cut after 64 bytes, and a piece counts as often as both have it, wherever it stands.
 */
export function similarity(from: Buffer, to: Buffer): number {
  const larger = Math.max(from.length, to.length);
  if (larger === 0 || Math.min(from.length, to.length) === 0) return 0;
  const pieces = piecesOf(from);
  let copied = 0;
  for (const [piece, bytes] of piecesOf(to)) copied += Math.min(bytes, pieces.get(piece) ?? 0);
  return copied / larger;
}

/** Whether sizes alone leave a chance. */
export function maySimilar(fromSize: number, toSize: number): boolean {
  return Math.min(fromSize, toSize) >= Math.max(fromSize, toSize) * RENAME_SIMILARITY;
}

const PIECE_BYTES = 64;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Bytes by piece; the carriage return before a line feed does not count. */
function piecesOf(content: Buffer): Map<string, number> {
  const pieces = new Map<string, number>();
  const piece: number[] = [];
  const end = () => {
    const key = String.fromCharCode(...piece);
    pieces.set(key, (pieces.get(key) ?? 0) + piece.length);
    piece.length = 0;
  };
  for (const [at, byte] of content.entries()) {
    if (byte === CARRIAGE_RETURN && content[at + 1] === LINE_FEED) continue;
    piece.push(byte);
    if (byte === LINE_FEED || piece.length === PIECE_BYTES) end();
  }
  if (piece.length > 0) end();
  return pieces;
}
