import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import { PromptBundles } from '../registry/prompt-bundles';
import { DeploymentsService } from '../releases/deployments.service';
import { notDeployed } from '../releases/release-problems';
import { type Running, RunningVersions } from '../releases/running-versions';
import { armLacksPrompts, controlNotRunning } from './experiment-problems';
import type { ExperimentRow } from './experiment-rows';

/** The versions that the arms of an experiment run. */
@Injectable()
export class ArmVersions {
  constructor(
    private readonly running: RunningVersions,
    private readonly bundles: PromptBundles,
    private readonly deployments: DeploymentsService,
  ) {}

  /**
   * What an experiment that starts takes for control: what runs there.
   * @throws ProblemError 404 when nothing does, 409 when that is not what was named or the environment requires tests of an arm, 422 when an arm lacks a prompt that control has.
   */
  async controlOf(manager: EntityManager, project: AccessedProject, row: ExperimentRow): Promise<string> {
    const { environment, path, control: named } = row;
    const control = await this.runs(manager, row);
    if (control === null) throw notDeployed(environment, path === '' ? undefined : path);
    if (named !== null && named !== control) throw controlNotRunning(environment, control);
    for (const { commit } of row.arms) {
      const key = { projectId: project.id, kind: 'environment', name: environment, path } as const;
      if (commit !== null && commit !== control) await this.deployments.assertTested(manager, key, commit);
    }
    const prompts = path === '' ? await this.bundles.promptsOf(project, control) : [path];
    for (const { name, commit } of row.arms) {
      const there = new Set(await this.bundles.promptsOf(project, commit ?? control));
      const lacking = prompts.filter((prompt) => !there.has(prompt));
      if (lacking.length > 0) throw armLacksPrompts(name, lacking);
    }
    return control;
  }

  /** What runs where the experiment is; null when nothing does. */
  async runs(
    manager: EntityManager,
    { project_id, environment, path }: Pick<ExperimentRow, 'project_id' | 'environment' | 'path'>,
  ): Promise<string | null> {
    const running: Running | undefined = (await this.running.of(manager, [project_id], environment)).get(
      project_id,
    );
    return running?.own[path] ?? running?.head ?? null;
  }
}
