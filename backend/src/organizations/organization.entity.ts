import { Column, Entity } from 'typeorm';
import { StoredEntity } from '../database/stored-entity';

@Entity('organizations')
export class OrganizationEntity extends StoredEntity {
  @Column({ type: 'text' })
  slug!: string;

  @Column({ type: 'text' })
  name!: string;
}
