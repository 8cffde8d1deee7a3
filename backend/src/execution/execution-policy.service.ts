import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ExecutionPolicy } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import type { Place } from '../registry/prompt-sources';
import { ExecutionContents } from './execution-contents';

/** Of a project that has not said anything. */
const NOTHING: ExecutionPolicy = { keepContents: 'none', keepDays: 30 };

/** Whether a project keeps what its prompts were asked and answered. */
@Injectable()
export class ExecutionPolicyService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly contents: ExecutionContents,
  ) {}

  async get(actor: Actor, place: Place): Promise<ExecutionPolicy> {
    const { project } = await this.access.project(
      actor,
      place.organization,
      place.project,
      'executions.read',
    );
    const [row] = await this.dataSource.query<ExecutionPolicy[]>(
      'SELECT keep_contents AS "keepContents", keep_days AS "keepDays" FROM execution_policies WHERE project_id = $1',
      [project.id],
    );
    return row ?? NOTHING;
  }

  /** Holds for what was kept before as well. */
  async set(actor: Actor, place: Place, policy: ExecutionPolicy): Promise<ExecutionPolicy> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.manage');
    const { keepContents, keepDays } = policy;
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO execution_policies (project_id, keep_contents, keep_days) VALUES ($1, $2, $3)
         ON CONFLICT (project_id) DO UPDATE SET keep_contents = $2, keep_days = $3, updated_at = now()`,
        [project.id, keepContents, keepDays],
      );
      await this.audit.record(manager, actor, {
        action: 'execution.policy.set',
        target: `${place.organization}/${place.project}`,
        organizationId: project.organizationId,
        projectId: project.id,
        details: { keepContents, keepDays },
      });
    });
    this.contents.forgetPolicy(project.id);
    return { keepContents, keepDays };
  }
}
