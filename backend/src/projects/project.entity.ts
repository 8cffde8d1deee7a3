import { Column, Entity } from 'typeorm';
import { StoredEntity } from '../database/stored-entity';

@Entity('projects')
export class ProjectEntity extends StoredEntity {
  @Column({ type: 'uuid' })
  organizationId!: string;

  @Column({ type: 'text' })
  slug!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  description!: string;

  @Column({ type: 'text' })
  defaultBranch!: string;
}
