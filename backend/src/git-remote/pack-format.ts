import type { GitObjectType } from '@prompthub/protocol';

/** The parts of a pack file as bytes (gitformat-pack). */
export const PACK_HEADER_BYTES = 12;
export const PACK_VERSION = 2;

/** Types of entries; 5 is not in use. */
export const ENTRY_TYPES = { commit: 1, tree: 2, blob: 3, tag: 4, 'ofs-delta': 6, 'ref-delta': 7 } as const;

export function packHeader(entries: number): Buffer {
  const header = Buffer.from('PACK\0\0\0\0\0\0\0\0', 'latin1');
  header.writeUInt32BE(PACK_VERSION, 4);
  header.writeUInt32BE(entries, 8);
  return header;
}

/** Type and inflated size: four bits of the size in the first byte, then seven in each, least significant first. */
export function entryHeader(type: GitObjectType | 'ref-delta', size: number): Buffer {
  const bytes = [(ENTRY_TYPES[type] << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 128;
    bytes.push(rest & 127);
  }
  return Buffer.from(bytes);
}
