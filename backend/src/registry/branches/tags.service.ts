import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { CreateTag, PageQuery, Tag, TagPage } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { AccessService } from '../../access/access.service';
import { AuditService } from '../../audit/audit.service';
import type { Actor } from '../../common/actor';
import { decodeCursor, toPage } from '../../common/cursor';
import { authoredTag } from '../authored-commit';
import { ObjectStore } from '../object-store';
import type { Place } from '../prompt-sources';
import { resolveIn } from '../refs';
import { nameTaken, tagNotFound } from '../registry-problems';
import { reserveName } from './reserve-name';

interface TagRow {
  readonly name: string;
  readonly commit_id: string;
  readonly message: string | null;
  readonly object_id: string | null;
  readonly created_by_name: string;
  readonly created_at: Date;
}

const COLUMNS = 'name, commit_id, message, object_id, created_by_name, created_at';

/** Names that stay where they were put. */
@Injectable()
export class TagsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly objects: ObjectStore,
  ) {}

  /** By name. */
  async list(actor: Actor, place: Place, { cursor, limit }: PageQuery): Promise<TagPage> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const after = cursor === undefined ? '' : decodeCursor(z.string(), cursor);
    const rows = await this.dataSource.query<TagRow[]>(
      `SELECT ${COLUMNS} FROM tags WHERE project_id = $1 AND name > $2 ORDER BY name LIMIT $3`,
      [project.id, after, limit + 1],
    );
    return toPage(rows, { limit, item: toTag, key: ({ name }) => name });
  }

  async create(actor: Actor, place: Place, { name, ref, message }: CreateTag): Promise<Tag> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.write');
    return this.dataSource.transaction(async (manager) => {
      await reserveName(manager, project.id, { table: 'tags', name });
      const commit = await resolveIn(manager, project, ref);
      const object =
        message === undefined ? undefined : authoredTag({ actor, commit: commit.id, name, message });
      if (object !== undefined) await this.objects.insert(manager, project.id, [object]);
      const [row] = await manager.query<TagRow[]>(
        `INSERT INTO tags (project_id, name, commit_id, message, object_id, created_by, created_by_name)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
        [project.id, name, commit.id, message ?? null, object?.id ?? null, actor.userId, actor.name],
      );
      if (row === undefined) throw nameTaken('tag', name);
      await this.audit.record(manager, actor, {
        action: 'registry.tag.created',
        target: name,
        organizationId: project.organizationId,
        projectId: project.id,
        details: { commit: commit.id },
      });
      return toTag(row);
    });
  }

  async remove(actor: Actor, at: Place & { readonly name: string }): Promise<void> {
    const { project } = await this.access.project(
      actor,
      at.organization,
      at.project,
      'project.write-protected',
    );
    await this.dataSource.transaction(async (manager) => {
      const [[row]] = await manager.query<[{ commit_id: string }[], number]>(
        'DELETE FROM tags WHERE project_id = $1 AND name = $2 RETURNING commit_id',
        [project.id, at.name],
      );
      if (row === undefined) throw tagNotFound(at.name);
      await this.audit.record(manager, actor, {
        action: 'registry.tag.deleted',
        target: at.name,
        organizationId: project.organizationId,
        projectId: project.id,
        details: { commit: row.commit_id },
      });
    });
  }
}

function toTag(row: TagRow): Tag {
  return {
    name: row.name,
    commit: row.commit_id,
    ...(row.message === null ? {} : { message: row.message }),
    ...(row.object_id === null ? {} : { object: row.object_id }),
    createdBy: row.created_by_name,
    createdAt: row.created_at.toISOString(),
  };
}
