import {
  createExperiment,
  type CreateExperiment,
  type Experiment,
  type UpdateExperiment,
} from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import { notValid } from '../common/validation';
import type { PromptSources } from '../registry/prompt-sources';
import type { ExperimentRow, StoredArm } from './experiment-rows';

export type PlanColumns = Pick<
  ExperimentRow,
  | 'environment'
  | 'path'
  | 'name'
  | 'hypothesis'
  | 'control'
  | 'arms'
  | 'traffic'
  | 'metric'
  | 'guards'
  | 'planned_size'
  | 'window_hours'
  | 'stop_on_breach'
>;

/** A plan of which parts change. @throws ProblemError 422 when they do not fit together. */
export function changedPlan(experiment: Experiment, change: UpdateExperiment): CreateExperiment {
  const arms = experiment.arms.map(({ commit, ...arm }) => ({ ...arm, ref: commit }));
  const given = { ...experiment, arms, ...change };
  const { path, plannedSize } = given;
  const plan = createExperiment.safeParse({
    ...given,
    path: path ?? undefined,
    plannedSize: plannedSize ?? undefined,
  });
  if (!plan.success) throw notValid(plan.error.issues);
  return plan.data;
}

/** What its arms name is fixed now: a branch that moves later changes nothing. @throws ProblemError 404. */
export async function planColumns(
  { manager, project, sources }: { manager: EntityManager; project: AccessedProject; sources: PromptSources },
  plan: CreateExperiment,
): Promise<PlanColumns> {
  const { environment, path, name, hypothesis, traffic, metric, guards } = plan;
  const arms: StoredArm[] = [];
  for (const { ref, ...arm } of plan.arms)
    arms.push({
      ...arm,
      commit: ref === undefined ? null : await sources.locate(manager, project, { ref, path }),
    });
  return {
    ...{ environment, path: path ?? '', name, hypothesis, traffic, metric, guards },
    control: arms[0]?.commit ?? null,
    arms: arms.map((arm, index) => (index === 0 ? { ...arm, commit: null } : arm)),
    planned_size: plan.plannedSize ?? null,
    window_hours: plan.windowHours,
    stop_on_breach: plan.stopOnBreach,
  };
}
