import { type ArmGiven, assignArm } from '@prompthub/protocol';

/** An experiment as it acts on what is asked for. Control, the first arm, is what runs there. */
export interface RunningExperiment {
  readonly id: string;
  readonly traffic: number;
  readonly arms: readonly { readonly name: string; readonly weight: number; readonly commit: string }[];
}

/** The arm of one key; what is observed of it is observed of `subject`. */
export interface GivenArm extends ArmGiven {
  readonly commit: string;
  /** Index of the arm. */
  readonly index: number;
  readonly subject: string;
}

/** Undefined without a key, and for one that is not in the experiment: who asks gets what runs there, and is not counted. */
export function giveArm(
  experiment: RunningExperiment | undefined,
  key: string | undefined,
): GivenArm | undefined {
  if (experiment === undefined || key === undefined || key === '') return undefined;
  const { subject, arm: index } = assignArm(experiment, key);
  const arm = index === undefined ? undefined : experiment.arms[index];
  if (index === undefined || arm === undefined) return undefined;
  return { id: experiment.id, arm: arm.name, commit: arm.commit, index, subject };
}

/**
 * For the statement that finds what runs in the environment `$5` at the path `$6` of the project `p`: the experiment that acts there, as
 * the column `x.experiment`. One of the prompt goes before one of the project, which concerns prompts without a version of their own
 * alone. None acts any more where something else runs than when it started: so a deployment ends it, at once and for everybody.
 */
export const RUNNING_EXPERIMENT = `LEFT JOIN LATERAL (
    SELECT json_build_object('id', e.id, 'traffic', e.traffic, 'control', e.control, 'arms', e.arms) AS experiment
    FROM experiments e
    WHERE e.project_id = p.id AND e.environment = $5 AND e.state = 'running'
      AND (e.path = $6 OR e.path = '' AND own.commit_id IS NULL)
      AND e.control = COALESCE(own.commit_id, whole.commit_id)
    ORDER BY e.path DESC LIMIT 1) x ON true`;

/** `x.experiment`, as the database gives it. */
export interface RunningExperimentColumn {
  readonly id: string;
  readonly traffic: number;
  readonly control: string;
  readonly arms: readonly {
    readonly name: string;
    readonly weight: number;
    readonly commit: string | null;
  }[];
}

export function toRunningExperiment(column: RunningExperimentColumn | null): RunningExperiment | undefined {
  if (column === null) return undefined;
  const { id, traffic, control, arms } = column;
  return { id, traffic, arms: arms.map((arm) => ({ ...arm, commit: arm.commit ?? control })) };
}
