import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Experiment, PromoteArm } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { DeploymentsService } from '../releases/deployments.service';
import { ArmVersions } from './arm-versions';
import { armNotFound, controlWins, movedMeanwhile, notInState } from './experiment-problems';
import { type ExperimentRow, findExperiment, holdExperiment, toExperiment } from './experiment-rows';
import { changeExperiment, endedBy, type ExperimentPlace } from './experiments.service';

/** Makes an arm what everybody gets: a deployment like others, and with it the end of the experiment. */
@Injectable()
export class PromotionService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly deployments: DeploymentsService,
    private readonly versions: ArmVersions,
  ) {}

  /** Also of an experiment that was stopped to be looked at, as long as control still runs there. */
  async promote(actor: Actor, place: ExperimentPlace, { arm: name, why }: PromoteArm): Promise<Experiment> {
    const { organization, project: slug } = place;
    const { project } = await this.access.project(actor, organization, slug, 'releases.deploy');
    const { manager } = this.dataSource;
    const { environment, path, arms } = await findExperiment(manager, project.id, place.experiment);
    const index = arms.findIndex((arm) => arm.name === name);
    const arm = arms[index];
    if (arm === undefined) throw armNotFound(name);
    if (index === 0 || arm.commit === null) throw controlWins();
    const request = { ref: arm.commit, why, ...(path === '' ? {} : { path }) };
    await this.deployments.deploy(actor, { ...place, environment }, request, async (held) => {
      const row = await holdExperiment(held, project.id, place.experiment);
      await this.#assertStillTrue(held, row);
      const end = { state: 'promoted', winner: name, why, ended_at: row.ended_at ?? new Date() } as const;
      await changeExperiment(held, row, { ...end, ...endedBy(actor) });
      await this.audit.record(held, actor, {
        action: 'experiment.promoted',
        target: row.name,
        organizationId: project.organizationId,
        projectId: project.id,
        details: { experiment: row.id, environment, path: path === '' ? null : path, arm: name, why },
      });
    });
    return toExperiment(await findExperiment(manager, project.id, place.experiment));
  }

  /** Asked while nobody can deploy there. */
  async #assertStillTrue(manager: EntityManager, row: ExperimentRow): Promise<void> {
    if (row.started_at === null || !['running', 'stopped'].includes(row.state))
      throw notInState(row.name, row.state, 'running, or was stopped');
    if ((await this.versions.runs(manager, row)) !== row.control) throw movedMeanwhile(row.environment);
  }
}
