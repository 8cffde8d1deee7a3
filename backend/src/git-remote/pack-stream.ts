import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate, deflateSync } from 'node:zlib';
import type { GitObjectType } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import type { PackEntry } from './pack-contents';
import { entryHeader, packHeader } from './pack-format';
import { slices } from './slices';

/** Objects, and bytes of them, that are held at once. */
const OBJECTS_AT_ONCE = 500;
const BYTES_AT_ONCE = 4 << 20;
/** Of the entries that are passed on at once. */
const PART_BYTES = 64 << 10;
/** Longer ones are deflated beside the event loop. */
const LONG = 64 << 10;
/** Prompts gain little from more, and it takes twice the time. */
const LEVEL = { level: 3 };

const deflateLong = promisify(deflate) as (content: Uint8Array, options: object) => Promise<Buffer>;

/** A pack around the parts of so many entries (gitformat-pack), made while it is read. */
export async function* asPack(entries: number, parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha1');
  const header = packHeader(entries);
  hash.update(header);
  yield header;
  for await (const part of parts) {
    hash.update(part);
    yield part;
  }
  yield hash.digest();
}

/** Entries as they stand in a pack. What nobody takes is not loaded. */
export async function* packParts(
  manager: EntityManager,
  projectId: string,
  entries: readonly PackEntry[],
): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces(manager, projectId, entries)) {
    held.push(piece);
    size += piece.length;
    if (size < PART_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held);
}

async function* pieces(
  manager: EntityManager,
  projectId: string,
  entries: readonly PackEntry[],
): AsyncGenerator<Buffer> {
  for (const batch of slices(entries, OBJECTS_AT_ONCE)) {
    const whole: string[] = [];
    for (const { id, delta } of batch) {
      if (delta === undefined) whole.push(id);
      else {
        yield entryHeader('ref-delta', delta.bytes.length);
        yield Buffer.from(delta.base, 'hex');
        yield deflateSync(delta.bytes, LEVEL);
      }
    }
    for (const ids of await bySize(manager, projectId, whole)) yield* objects(manager, projectId, ids);
  }
}

async function* objects(
  manager: EntityManager,
  projectId: string,
  ids: readonly string[],
): AsyncGenerator<Buffer> {
  const rows = await manager.query<{ type: GitObjectType; content: Buffer }[]>(
    'SELECT type, content FROM git_objects WHERE project_id = $1 AND id = ANY ($2)',
    [projectId, ids],
  );
  if (rows.length !== ids.length) throw new Error('an object of a version is missing from the project');
  for (const { type, content } of rows) {
    yield entryHeader(type, content.length);
    yield content.length < LONG ? deflateSync(content, LEVEL) : await deflateLong(content, LEVEL);
  }
}

/** Groups of ids whose objects are of about BYTES_AT_ONCE together. */
async function bySize(
  manager: EntityManager,
  projectId: string,
  ids: readonly string[],
): Promise<string[][]> {
  const rows = await manager.query<{ id: string; size: number }[]>(
    'SELECT id, size FROM git_objects WHERE project_id = $1 AND id = ANY ($2)',
    [projectId, ids],
  );
  if (rows.length !== ids.length) throw new Error('an object of a version is missing from the project');
  const groups: string[][] = [[]];
  let bytes = 0;
  for (const { id, size } of rows) {
    if (bytes > BYTES_AT_ONCE) {
      groups.push([]);
      bytes = 0;
    }
    bytes += size;
    groups.at(-1)?.push(id);
  }
  return groups;
}
