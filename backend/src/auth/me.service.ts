import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Me } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';
import { ProblemError } from '../common/problem';
import { UserEntity } from './user.entity';

@Injectable()
export class MeService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
  ) {}

  /** The signed-in person and where they are a member. */
  async get(actor: Actor): Promise<Me> {
    await this.access.account(actor, 'read');
    const user = await this.dataSource.manager.findOneBy(UserEntity, { id: actor.userId });
    if (user === null) throw new ProblemError(401, 'unauthenticated', 'This account is no longer there.');
    const memberships = await this.dataSource.query<Me['memberships']>(
      `SELECT o.slug AS organization, o.name AS "organizationName", m.role
       FROM memberships m JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL
       WHERE m.user_id = $1 AND m.deleted_at IS NULL ORDER BY o.slug`,
      [actor.userId],
    );
    return { id: user.id, email: user.email, name: user.name, memberships };
  }
}
