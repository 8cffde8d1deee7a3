import type { ProjectStatement } from '../access/access.service';
import { type KeysInForce, KEYS_IN_FORCE } from '../provider-keys/key-row';
import { RUNNING_EXPERIMENT, type RunningExperimentColumn } from '../experiments/running-experiment';

/** What runs in the environment `$5` at the path `$6`: the prompt's own version, else the project's; and the experiment there. */
export const IN_ENVIRONMENT: ProjectStatement = {
  name: 'releases.in-environment',
  columns: 'e.name AS environment, COALESCE(own.commit_id, whole.commit_id) AS commit, x.experiment',
  joins: `LEFT JOIN environments e ON e.project_id = p.id AND e.name = $5
    LEFT JOIN release_pointers own
      ON own.project_id = p.id AND own.kind = 'environment' AND own.name = $5 AND own.path = $6
    LEFT JOIN release_pointers whole
      ON whole.project_id = p.id AND whole.kind = 'environment' AND whole.name = $5 AND whole.path = ''
    ${RUNNING_EXPERIMENT}`,
};

export interface InEnvironmentRow {
  /** Null: there is no such environment. */
  readonly environment: string | null;
  /** Null: nothing is deployed there. */
  readonly commit: string | null;
  /** Null: none acts there. */
  readonly experiment: RunningExperimentColumn | null;
}

/** The same, and what it is run with. */
export const TO_RUN: ProjectStatement = {
  name: 'releases.to-run',
  columns: `${IN_ENVIRONMENT.columns}, ${KEYS_IN_FORCE}`,
  joins: IN_ENVIRONMENT.joins,
};

export interface ToRunRow extends InEnvironmentRow {
  /** Null: there are none. */
  readonly keys: KeysInForce | null;
}

/** Where the label `$5` of the path `$6` points. */
export const UNDER_LABEL: ProjectStatement = {
  name: 'releases.under-label',
  columns: 'l.commit_id AS commit',
  joins: `LEFT JOIN release_pointers l
    ON l.project_id = p.id AND l.kind = 'label' AND l.name = $5 AND l.path = $6`,
};

export interface UnderLabelRow {
  /** Null: the prompt has no such label. */
  readonly commit: string | null;
}
