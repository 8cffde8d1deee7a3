import { Column, Entity } from 'typeorm';
import { StoredEntity } from '../database/stored-entity';

@Entity('users')
export class UserEntity extends StoredEntity {
  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text' })
  name!: string;

  /** argon2id, in PHC string format. Null: has only signed in by a link so far. Loaded only when asked for. */
  @Column({ type: 'text', nullable: true, select: false })
  passwordHash!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  lastSignInAt!: Date | null;
}
