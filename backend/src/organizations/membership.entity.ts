import type { OrganizationRole } from '@prompthub/protocol';
import { Column, Entity } from 'typeorm';
import { StoredEntity } from '../database/stored-entity';

@Entity('memberships')
export class MembershipEntity extends StoredEntity {
  @Column({ type: 'uuid' })
  organizationId!: string;

  @Column({ type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  role!: OrganizationRole;
}
