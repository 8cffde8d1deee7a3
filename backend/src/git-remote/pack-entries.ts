import { inflateSync } from 'node:zlib';
import { z } from 'zod';
import type { GitObjectType } from '@prompthub/protocol';
import { mebibytes } from '../registry/limits';
import { ENTRY_TYPES, PACK_HEADER_BYTES, PACK_VERSION } from './pack-format';
import { MAX_OBJECT_BYTES, MAX_PACK_OBJECTS } from './push-limits';
import { corruptPack, packTooLarge, PushRefusedError } from './push-refusals';
import type { SpooledPack } from './spooled-pack';

/** An entry of a pack: an object, or how it differs from one that is named by place or by id. */
export interface PackedEntry {
  readonly offset: number;
  /** Of the next entry. */
  readonly next: number;
  readonly kind: GitObjectType | { readonly baseOffset: number } | { readonly baseId: string };
  readonly content: Buffer;
}

/** Header of an entry: ten bytes for the size, as many for an offset, or twenty for an id. */
const MOST_HEADER_BYTES = 32;

export async function entryCount(pack: SpooledPack): Promise<number> {
  const header = await pack.read(0, PACK_HEADER_BYTES);
  if (header.length < PACK_HEADER_BYTES || header.toString('latin1', 0, 4) !== 'PACK')
    throw corruptPack('it does not begin like one');
  if (header.readUInt32BE(4) !== PACK_VERSION) throw corruptPack('it is of another version');
  const count = header.readUInt32BE(8);
  if (count > MAX_PACK_OBJECTS)
    throw packTooLarge(`a push may have ${MAX_PACK_OBJECTS.toLocaleString('en')} objects`);
  return count;
}

/** Every entry in the order of the pack. @throws PushRefusedError unless they fill it exactly. */
export async function* packEntries(pack: SpooledPack): AsyncGenerator<PackedEntry> {
  let offset = PACK_HEADER_BYTES;
  for (let left = await entryCount(pack); left > 0; left--) {
    const entry = await entryAt(pack, offset);
    yield entry;
    offset = entry.next;
  }
  if (offset !== pack.end) throw corruptPack('it has more in it than it says');
}

export async function entryAt(pack: SpooledPack, offset: number): Promise<PackedEntry> {
  const left = pack.end - offset;
  const { kind, size, length } = readHeader(
    await pack.read(offset, Math.min(MOST_HEADER_BYTES, left)),
    offset,
  );
  if (size > MAX_OBJECT_BYTES)
    throw packTooLarge(
      `one of its files has ${mebibytes(size)}; ${mebibytes(MAX_OBJECT_BYTES)} are the most`,
    );
  const begin = offset + length;
  // No compressor makes its input longer than this: what does not fit is no honest object.
  const most = size + Math.ceil(size / 1000) + 64;
  const { content, used } = inflate(await pack.read(begin, Math.min(most, left - length)), size);
  return { offset, next: begin + used, kind, content };
}

const inflated = z.object({
  buffer: z.instanceof(Uint8Array),
  engine: z.object({ bytesWritten: z.number() }),
});

/** Exactly `size` bytes, and how many it took: a zlib bomb is stopped when it has made one byte more. */
function inflate(bytes: Buffer, size: number): { content: Buffer; used: number } {
  try {
    const { buffer, engine } = inflated.parse(inflateSync(bytes, { info: true, maxOutputLength: size + 1 }));
    if (buffer.length !== size) throw corruptPack('an object is shorter or longer than it says');
    return {
      content: Buffer.from(buffer.buffer, buffer.byteOffset, buffer.length),
      used: engine.bytesWritten,
    };
  } catch (error) {
    if (error instanceof PushRefusedError) throw error;
    throw corruptPack('an object cannot be inflated to the size that it says');
  }
}

function readHeader(
  bytes: Buffer,
  offset: number,
): { kind: PackedEntry['kind']; size: number; length: number } {
  let at = 0;
  const next = () => {
    const byte = bytes[at++];
    if (byte === undefined) throw corruptPack('it is cut off');
    return byte;
  };
  let byte = next();
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  for (let factor = 16; byte & 128; factor *= 128) {
    byte = next();
    size += (byte & 127) * factor;
    if (!Number.isSafeInteger(size)) throw corruptPack('a size makes no sense');
  }
  const kind = kindOf(type);
  if (kind === 'ref-delta') {
    const baseId = bytes.toString('hex', at, at + 20);
    if (baseId.length < 40) throw corruptPack('it is cut off');
    return { kind: { baseId }, size, length: at + 20 };
  }
  if (kind !== 'ofs-delta') return { kind, size, length: at };
  // Seven bits in each byte, most significant first, and one more for each further byte.
  byte = next();
  let back = byte & 127;
  while (byte & 128) {
    byte = next();
    back = (back + 1) * 128 + (byte & 127);
  }
  if (back <= 0 || back >= offset) throw corruptPack('an object builds on one before the pack');
  return { kind: { baseOffset: offset - back }, size, length: at };
}

const KINDS = ['commit', 'tree', 'blob', 'tag', 'ofs-delta', 'ref-delta'] as const;

function kindOf(type: number): GitObjectType | 'ofs-delta' | 'ref-delta' {
  const name = KINDS.find((kind) => ENTRY_TYPES[kind] === type);
  if (name === undefined) throw corruptPack(`there is no type ${type}`);
  return name;
}
