import { setImmediate } from 'node:timers/promises';
import type { GitCommit, GitObjectType, GitTag } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { LeastRecentlyUsed } from '../common/least-recently-used';
import { type StoredObject, withId } from '../registry/git-hash';
import { MAX_FILE_BYTES, mebibytes } from '../registry/limits';
import type { ObjectStore } from '../registry/object-store';
import { applyDelta } from './delta-reading';
import { checkCommit, checkTag, type Reference, TreeCheck } from './object-checks';
import { entryAt, packEntries, type PackedEntry } from './pack-entries';
import { MAX_UNPACKED_BYTES } from './push-limits';
import { corruptPack, packTooLarge, PushRefusedError } from './push-refusals';
import { slices } from './slices';
import type { SpooledPack } from './spooled-pack';

/** Bytes of objects that the next ones may build on, kept in memory. */
const HELD_BYTES = 32 << 20;
/** Bytes of objects written at once. */
const BATCH_BYTES = 8 << 20;
const LOOKED_UP_AT_ONCE = 10_000;
/** Milliseconds after which others have their turn. */
const TURN_MS = 30;

interface Content {
  readonly type: GitObjectType;
  readonly content: Buffer;
}

/** What a pack turned out to hold. */
export interface Unpacked {
  readonly objects: ReadonlyMap<string, { readonly type: GitObjectType; readonly size: number }>;
  readonly commits: ReadonlyMap<string, GitCommit>;
  readonly tags: ReadonlyMap<string, GitTag>;
}

/**
 * Stores the objects of a pack, each under the id that its bytes have, after checks of each, and of everything that it
 * names being there. So what a project holds is whole: to have an object is to have all that is reachable from it.
 */
export class Unpacking implements Unpacked {
  readonly objects = new Map<string, { type: GitObjectType; size: number }>();
  readonly commits = new Map<string, GitCommit>();
  readonly tags = new Map<string, GitTag>();
  readonly #manager: EntityManager;
  readonly #projectId: string;
  readonly #store: ObjectStore;
  readonly #trees = new TreeCheck();
  readonly #references = new Map<string, Reference>();
  readonly #tooLarge = new Map<string, number>();
  readonly #idAt = new Map<number, string>();
  readonly #held = new LeastRecentlyUsed<Content>(HELD_BYTES);
  /** Entries whose base has not come yet, by the base's place or id. */
  readonly #waiting = new Map<number | string, number[]>();
  #batch = new Map<string, StoredObject>();
  #batchBytes = 0;
  #bytes = 0;

  constructor(manager: EntityManager, projectId: string, store: ObjectStore) {
    this.#manager = manager;
    this.#projectId = projectId;
    this.#store = store;
  }

  /** @throws PushRefusedError */
  async run(pack: SpooledPack): Promise<Unpacked> {
    let turn = performance.now();
    for await (const entry of packEntries(pack)) {
      for (const ready = [entry]; ready.length > 0;) {
        const next = ready.pop();
        if (next !== undefined) for (const at of await this.#take(next)) ready.push(await entryAt(pack, at));
      }
      if (performance.now() - turn < TURN_MS) continue;
      await setImmediate();
      turn = performance.now();
    }
    if (this.#waiting.size > 0) throw corruptPack('an object builds on one that is not there');
    await this.#flush();
    await this.#assertWhole();
    return this;
  }

  /** @returns places of the entries that waited for this one. */
  async #take({ offset, kind, content }: PackedEntry): Promise<number[]> {
    if (typeof kind === 'string') return this.#add(offset, { type: kind, content });
    const base = 'baseId' in kind ? kind.baseId : (this.#idAt.get(kind.baseOffset) ?? kind.baseOffset);
    const object = typeof base === 'string' ? await this.#contentOf(base) : undefined;
    if (object !== undefined)
      return this.#add(offset, { type: object.type, content: applyDelta(object.content, content) });
    const waiting = this.#waiting.get(base);
    if (waiting === undefined) this.#waiting.set(base, [offset]);
    else waiting.push(offset);
    return [];
  }

  async #add(offset: number, { type, content }: Content): Promise<number[]> {
    this.#bytes += content.length;
    if (this.#bytes > MAX_UNPACKED_BYTES)
      throw packTooLarge(`its objects have more than ${mebibytes(MAX_UNPACKED_BYTES)}`);
    const object = withId({ type, content });
    this.#idAt.set(offset, object.id);
    this.#held.set(object.id, { type, content }, content.length);
    if (!this.objects.has(object.id)) {
      this.objects.set(object.id, { type, size: content.length });
      this.#check(object);
      this.#batch.set(object.id, object);
      this.#batchBytes += content.length;
      if (this.#batchBytes > BATCH_BYTES) await this.#flush();
    }
    const waiting = [...(this.#waiting.get(offset) ?? []), ...(this.#waiting.get(object.id) ?? [])];
    this.#waiting.delete(offset);
    this.#waiting.delete(object.id);
    return waiting;
  }

  #check(object: StoredObject): void {
    if (object.type === 'blob') {
      if (object.content.length > MAX_FILE_BYTES) this.#tooLarge.set(object.id, object.content.length);
    } else if (object.type === 'tree') this.#refer(this.#trees.references(object));
    else if (object.type === 'tag') {
      const { tag, references } = checkTag(object);
      this.tags.set(object.id, tag);
      this.#refer(references);
    } else {
      const { commit, references } = checkCommit(object);
      this.commits.set(object.id, commit);
      this.#refer(references);
    }
  }

  #refer(references: readonly Reference[]): void {
    for (const reference of references) {
      const known = this.#references.get(reference.id);
      if (known === undefined) this.#references.set(reference.id, reference);
      else if (known.type !== reference.type)
        throw corruptPack(`${reference.id} is named as a ${known.type} and as a ${reference.type}`);
    }
  }

  async #contentOf(id: string): Promise<Content | undefined> {
    const held = this.#held.get(id);
    if (held !== undefined) return held;
    const object = this.#batch.get(id) ?? (await this.#store.read(this.#manager, this.#projectId, id));
    if (object === undefined) return undefined;
    const found = { type: object.type, content: Buffer.from(object.content) };
    this.#held.set(id, found, found.content.length);
    return found;
  }

  async #flush(): Promise<void> {
    await this.#store.insert(this.#manager, this.#projectId, [...this.#batch.values()]);
    this.#batch = new Map();
    this.#batchBytes = 0;
  }

  /** Everything that is named must be there, of the type that it is named as, and files no larger than they may be. */
  async #assertWhole(): Promise<void> {
    for (const [id, size] of this.#tooLarge) {
      const name = this.#references.get(id)?.name ?? id;
      throw new PushRefusedError(undefined, `"${name}" has ${mebibytes(size)}`, [
        `A file may have ${mebibytes(MAX_FILE_BYTES)} at most, in every commit that is pushed. Take it out of the history.`,
      ]);
    }
    const elsewhere: string[] = [];
    for (const [id, { type }] of this.#references) {
      const mine = this.objects.get(id);
      if (mine === undefined) elsewhere.push(id);
      else if (mine.type !== type) throw corruptPack(`${id} is a ${mine.type}, not a ${type}`);
    }
    for (const ids of slices(elsewhere, LOOKED_UP_AT_ONCE)) {
      const types = await storedTypes(this.#manager, this.#projectId, ids);
      const wrong = ids.find((id) => types.get(id) !== this.#references.get(id)?.type);
      if (wrong !== undefined)
        throw corruptPack(`the ${this.#references.get(wrong)?.type} ${wrong} is missing`);
    }
  }
}

/** Types of what the project holds. A commit counts when it is in the index. */
async function storedTypes(
  manager: EntityManager,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, GitObjectType>> {
  const rows = await manager.query<{ id: string; type: GitObjectType }[]>(
    `SELECT o.id, o.type FROM git_objects o LEFT JOIN commits c ON c.project_id = o.project_id AND c.id = o.id
     WHERE o.project_id = $1 AND o.id = ANY ($2) AND (o.type <> 'commit' OR c.id IS NOT NULL)`,
    [projectId, ids],
  );
  return new Map(rows.map(({ id, type }) => [id, type]));
}
