import { Injectable } from '@nestjs/common';
import { branchName, type GitTag } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import { reserveName } from '../registry/branches/reserve-name';
import { ObjectStore } from '../registry/object-store';
import { checkTag } from './object-checks';
import { TAGS } from './project-refs';
import type { RefCommand } from './push-commands';
import { PushRefusedError, refusalOf } from './push-refusals';
import type { Pusher } from './ref-moves';
import type { Unpacked } from './unpacking';

/** A command to move a tag, with the commit that it is to lead to. */
export interface TagMove extends RefCommand {
  readonly commit: string | undefined;
  /** Its own object; undefined for a name and nothing more. */
  readonly annotation: GitTag | undefined;
}

/** Makes tags, with a message of their own or without, and takes them away. */
@Injectable()
export class TagMoves {
  constructor(
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly objects: ObjectStore,
  ) {}

  /** Where the tags are to lead: to what they name, or to what the tag object that they name names. */
  async targets(
    manager: EntityManager,
    { project }: Pusher,
    { commands, tags }: { commands: readonly RefCommand[]; tags: Unpacked['tags'] },
  ): Promise<TagMove[]> {
    const moves: TagMove[] = [];
    for (const command of commands) {
      const { to } = command;
      const annotation =
        to === undefined ? undefined : (tags.get(to) ?? (await this.#stored(manager, project.id, to)));
      moves.push({ ...command, annotation, commit: annotation?.commit ?? to });
    }
    return moves;
  }

  /** A tag that was pushed before, under another name. */
  async #stored(manager: EntityManager, projectId: string, id: string): Promise<GitTag | undefined> {
    const object = await this.objects.read(manager, projectId, id);
    return object?.type === 'tag' ? checkTag({ ...object, id }).tag : undefined;
  }

  /** @throws PushRefusedError */
  async apply(manager: EntityManager, pusher: Pusher, move: TagMove): Promise<void> {
    const { ref, from, to, commit } = move;
    const name = ref.slice(TAGS.length);
    if (!branchName.safeParse(name).success)
      throw new PushRefusedError(ref, 'a tag of a project cannot have this name');
    if (to === undefined) return this.#delete(manager, pusher, { ref, name, from });
    if (from !== undefined)
      throw new PushRefusedError(ref, 'a tag stays where it was put', [
        'An owner or admin may delete it; then it can be made anew.',
      ]);
    await insertTag(manager, pusher, { ...move, name });
    await this.#record(manager, pusher, { name, what: 'created', commit });
  }

  async #delete(
    manager: EntityManager,
    pusher: Pusher,
    { ref, name, from }: { ref: string; name: string; from: string | undefined },
  ): Promise<void> {
    const { actor, project, role } = pusher;
    if (!this.access.allows(actor, role, 'project.write-protected'))
      throw new PushRefusedError(ref, 'only owners and admins take tags away');
    const [[deleted]] = await manager.query<[{ commit_id: string }[], number]>(
      `DELETE FROM tags WHERE project_id = $1 AND name = $2 AND COALESCE(object_id, commit_id) = $3
       RETURNING commit_id`,
      [project.id, name, from],
    );
    if (deleted === undefined) throw new PushRefusedError(ref, 'it has moved since you fetched it');
    await this.#record(manager, pusher, { name, what: 'deleted', commit: deleted.commit_id });
  }

  async #record(
    manager: EntityManager,
    { actor, project }: Pusher,
    { name, what, commit }: { name: string; what: string; commit: string | undefined },
  ): Promise<void> {
    await this.audit.record(manager, actor, {
      action: `registry.tag.${what}`,
      target: name,
      organizationId: project.organizationId,
      projectId: project.id,
      details: { commit, by: 'git' },
    });
  }
}

async function insertTag(
  manager: EntityManager,
  { actor, project }: Pusher,
  { ref, name, to, commit, annotation }: TagMove & { name: string },
): Promise<void> {
  try {
    await reserveName(manager, project.id, { table: 'tags', name });
  } catch (error) {
    throw refusalOf(ref, error);
  }
  const made = await manager.query<unknown[]>(
    `INSERT INTO tags (project_id, name, commit_id, object_id, message, created_by, created_by_name, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, COALESCE($8, now())) ON CONFLICT DO NOTHING RETURNING name`,
    [
      project.id,
      name,
      commit,
      annotation === undefined ? null : to,
      annotation?.message.trimEnd() ?? null,
      actor.userId,
      annotation?.tagger.name ?? actor.name,
      annotation === undefined ? null : new Date(annotation.tagger.seconds * 1000),
    ],
  );
  if (made.length === 0) throw new PushRefusedError(ref, 'there is a tag of this name already');
}
