import type { OrganizationRole } from '@prompthub/protocol';
import { Column, Entity } from 'typeorm';
import { StoredEntity } from '../database/stored-entity';

@Entity('invitations')
export class InvitationEntity extends StoredEntity {
  @Column({ type: 'uuid' })
  organizationId!: string;

  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text' })
  role!: OrganizationRole;

  @Column({ type: 'bytea', select: false })
  tokenHash!: Buffer;

  @Column({ type: 'uuid' })
  invitedBy!: string;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  acceptedAt!: Date | null;
}
