import { Injectable } from '@nestjs/common';
import { branchName } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import { reserveName } from '../registry/branches/reserve-name';
import { TAGS } from './project-refs';
import type { RefCommand } from './push-commands';
import { PushRefusedError, refusalOf } from './push-refusals';
import type { Pusher } from './ref-moves';

/** Makes tags, and takes them away. A tag with an author and a message of its own is made on the hub. */
@Injectable()
export class TagMoves {
  constructor(
    private readonly access: AccessService,
    private readonly audit: AuditService,
  ) {}

  /** @throws PushRefusedError */
  async apply(manager: EntityManager, pusher: Pusher, command: RefCommand): Promise<void> {
    const { ref, from, to } = command;
    const name = ref.slice(TAGS.length);
    if (!branchName.safeParse(name).success)
      throw new PushRefusedError(ref, 'a tag of a project cannot have this name');
    if (to === undefined) return this.#delete(manager, pusher, { ref, name, from });
    if (from !== undefined)
      throw new PushRefusedError(ref, 'a tag stays where it was put', [
        'An owner or admin may delete it; then it can be made anew.',
      ]);
    await insertTag(manager, pusher, { ref, name, to });
    await this.#record(manager, pusher, { name, what: 'created', commit: to });
  }

  async #delete(
    manager: EntityManager,
    pusher: Pusher,
    { ref, name, from }: { ref: string; name: string; from: string | undefined },
  ): Promise<void> {
    const { actor, project, role } = pusher;
    if (!this.access.allows(actor, role, 'project.write-protected'))
      throw new PushRefusedError(ref, 'only owners and admins take tags away');
    const [, deleted] = await manager.query<[unknown, number]>(
      'DELETE FROM tags WHERE project_id = $1 AND name = $2 AND commit_id = $3',
      [project.id, name, from],
    );
    if (deleted !== 1) throw new PushRefusedError(ref, 'it has moved since you fetched it');
    await this.#record(manager, pusher, { name, what: 'deleted', commit: from });
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
  { ref, name, to }: { ref: string; name: string; to: string },
): Promise<void> {
  try {
    await reserveName(manager, project.id, { table: 'tags', name });
  } catch (error) {
    throw refusalOf(ref, error);
  }
  const made = await manager.query<unknown[]>(
    `INSERT INTO tags (project_id, name, commit_id, created_by, created_by_name)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING name`,
    [project.id, name, to, actor.userId, actor.name],
  );
  if (made.length === 0) throw new PushRefusedError(ref, 'there is a tag of this name already');
}
