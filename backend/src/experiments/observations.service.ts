import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  assignArm,
  AUTOMATIC_METRICS,
  type Experiment,
  type ReportExposures,
  type Reported,
  type ReportOutcomes,
} from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';
import type { Place } from '../registry/prompt-sources';
import { notBinary, unknownMetric } from './experiment-problems';
import { type ExperimentRow, toExperiment } from './experiment-rows';
import { reportedMetrics } from './reported-metrics';
import { type OutcomeRow, writeExposures, writeOutcomes } from './write-observations';

type Outcome = ReportOutcomes['outcomes'][number];

/**
 * What applications say of their keys. It is all dated by the database: clocks of applications decide nothing.
 */
@Injectable()
export class ObservationsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
  ) {}

  /** Keys that were shown their arm. Which that is the hub computes itself. Each counts once, from its first time on. */
  async exposures(actor: Actor, place: Place, { exposures, lost }: ReportExposures): Promise<Reported> {
    const projectId = await this.#project(actor, place);
    const ids = [...exposures, ...lost].map(({ experiment }) => experiment);
    const rows = await this.dataSource.query<ExperimentRow[]>(EXPOSABLE, [projectId, ids]);
    const experiments = new Map(rows.map((row) => [row.id, row]));
    const given = exposures.flatMap(({ experiment: id, key }) => {
      const experiment = experiments.get(id);
      if (experiment === undefined) return [];
      const { subject, arm } = assignArm(experiment, key);
      return arm === undefined ? [] : [{ experiment_id: id, subject, arm }];
    });
    const known = lost
      .filter(({ experiment }) => experiments.has(experiment))
      .map(({ experiment, count }) => ({ experiment_id: experiment, count }));
    const recorded = await this.dataSource.transaction((manager) => writeExposures(manager, given, known));
    return { recorded, repeated: given.length - recorded, ignored: exposures.length - given.length };
  }

  /**
   * What became of keys, for every experiment of the project that has such a metric and goes on, or has ended within its window.
   * @throws ProblemError 422 `unknown-metric` or `not-binary`, and then nothing is written.
   */
  async outcomes(actor: Actor, place: Place, { outcomes }: ReportOutcomes): Promise<Reported> {
    const projectId = await this.#project(actor, place);
    const experiments = (await this.dataSource.query<ExperimentRow[]>(OPEN, [projectId])).map(toExperiment);
    await this.#assertKnown(projectId, new Set(outcomes.map(({ metric }) => metric)), experiments);
    const given = outcomes.flatMap((outcome) => outcomeRows(outcome, experiments));
    const { recorded, counted } = await this.dataSource.transaction((manager) =>
      writeOutcomes(manager, given),
    );
    return { recorded, repeated: counted - recorded, ignored: outcomes.length - counted };
  }

  /** Of those that are over, of which there may be any number, only the names are asked, and only for what no open one has. */
  async #assertKnown(
    projectId: string,
    metrics: ReadonlySet<string>,
    experiments: readonly Experiment[],
  ): Promise<void> {
    const open = new Set(experiments.flatMap((one) => reportedMetrics(one).map(({ name }) => name)));
    const others = [...metrics].filter((metric) => !open.has(metric));
    if (others.length === 0) return;
    const rows = await this.dataSource.query<{ name: string }[]>(METRIC_NAMES, [
      projectId,
      AUTOMATIC_METRICS,
    ]);
    const names = rows.map(({ name }) => name);
    const unknown = others.find((metric) => !names.includes(metric));
    if (unknown !== undefined) throw unknownMetric(unknown, names);
  }

  async #project(actor: Actor, place: Place): Promise<string> {
    const { organization, project } = place;
    return (await this.access.project(actor, organization, project, 'experiments.observe')).project.id;
  }
}

function outcomeRows({ id, metric, key, value }: Outcome, experiments: readonly Experiment[]): OutcomeRow[] {
  return experiments.flatMap((experiment) => {
    const found = reportedMetrics(experiment).find(({ name }) => name === metric);
    if (found === undefined) return [];
    if (found.kind === 'binary' && value !== 0 && value !== 1) throw notBinary(metric, value);
    const { subject, arm } = assignArm(experiment, key);
    return [{ experiment_id: experiment.id, id, metric, subject, value, arm }];
  });
}

/** What was shown a moment before the end may be told a moment after it. */
const EXPOSABLE = `
  SELECT id, traffic, arms FROM experiments WHERE project_id = $1 AND id = ANY ($2)
    AND (state = 'running' OR started_at IS NOT NULL AND ended_at > now() - interval '10 minutes')`;

/** Those that outcomes count for: they go on, or have ended within their window. */
const OPEN = `
  SELECT * FROM experiments WHERE project_id = $1
    AND (state = 'running' OR started_at IS NOT NULL AND ended_at > now() - make_interval(hours => window_hours))`;

const METRIC_NAMES = `
  SELECT DISTINCT m.name FROM experiments e CROSS JOIN LATERAL (
    SELECT e.metric ->> 'name' AS name UNION ALL SELECT guard ->> 'name' FROM jsonb_array_elements(e.guards) AS guard) m
  WHERE e.project_id = $1 AND NOT m.name = ANY ($2) ORDER BY m.name`;
