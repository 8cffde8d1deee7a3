import type { TokenScope } from '@prompthub/protocol';
import { Column, Entity } from 'typeorm';
import { StoredEntity } from '../database/stored-entity';

@Entity('personal_tokens')
export class PersonalTokenEntity extends StoredEntity {
  @Column({ type: 'uuid' })
  userId!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'bytea', select: false })
  tokenHash!: Buffer;

  @Column({ type: 'text', array: true })
  scopes!: TokenScope[];

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;
}
