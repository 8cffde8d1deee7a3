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
import { databaseJson } from '../spending/database-json';
import { notBinary, unknownMetric } from './experiment-problems';
import { type ExperimentRow, toExperiment } from './experiment-rows';

type Outcome = ReportOutcomes['outcomes'][number];
type Open = Experiment & { readonly open: boolean };

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
      const { subject, arm } = experiment === undefined ? {} : assignArm(experiment, key);
      return arm === undefined ? [] : [{ experiment_id: id, subject, arm }];
    });
    const known = lost.filter(({ experiment }) => experiments.has(experiment));
    const [counts] = await this.dataSource.query<{ recorded: number }[]>(EXPOSE, [
      databaseJson(given),
      databaseJson(known),
    ]);
    const recorded = counts?.recorded ?? 0;
    return { recorded, repeated: given.length - recorded, ignored: exposures.length - given.length };
  }

  /**
   * What became of keys, for every experiment of the project that has such a metric and goes on, or has ended within its window.
   * @throws ProblemError 422 `unknown-metric` or `not-binary`, and then nothing is written.
   */
  async outcomes(actor: Actor, place: Place, { outcomes }: ReportOutcomes): Promise<Reported> {
    const projectId = await this.#project(actor, place);
    const rows = await this.dataSource.query<(ExperimentRow & { open: boolean })[]>(WITH_METRICS, [
      projectId,
    ]);
    const experiments = rows.map((row) => ({ ...toExperiment(row), open: row.open }));
    const given = outcomes.flatMap((outcome) => outcomeRows(outcome, experiments));
    const [counts] = await this.dataSource.query<{ recorded: number; counted: number }[]>(RECORD, [
      databaseJson(given),
    ]);
    const { recorded, counted } = counts ?? { recorded: 0, counted: 0 };
    return { recorded, repeated: counted - recorded, ignored: outcomes.length - counted };
  }

  async #project(actor: Actor, place: Place): Promise<string> {
    const { organization, project } = place;
    return (await this.access.project(actor, organization, project, 'experiments.observe')).project.id;
  }
}

/** Its metrics that are reported, and not measured by the hub. */
function reportedMetrics({ metric, guards }: Experiment): { name: string; kind: 'binary' | 'mean' }[] {
  return [metric, ...guards].filter(({ name }) => !(AUTOMATIC_METRICS as readonly string[]).includes(name));
}

function outcomeRows({ id, metric, key, value }: Outcome, experiments: readonly Open[]): object[] {
  const measured = experiments.flatMap((experiment) => {
    const found = reportedMetrics(experiment).find(({ name }) => name === metric);
    return found === undefined ? [] : [{ experiment, kind: found.kind }];
  });
  if (measured.length === 0) {
    const names = experiments.flatMap((experiment) => reportedMetrics(experiment).map(({ name }) => name));
    throw unknownMetric(metric, [...new Set(names)].sort());
  }
  return measured
    .filter(({ experiment }) => experiment.open)
    .map(({ experiment, kind }) => {
      if (kind === 'binary' && value !== 0 && value !== 1) throw notBinary(metric, value);
      const { subject, arm } = assignArm(experiment, key);
      return { experiment_id: experiment.id, id, metric, subject, value, inside: arm !== undefined };
    });
}

/** In the order of their keys, so that two hubs do not wait for each other. What was shown a moment before the end may be told a moment after it. */
const EXPOSABLE = `
  SELECT id, traffic, arms FROM experiments WHERE project_id = $1 AND id = ANY ($2)
    AND (state = 'running' OR started_at IS NOT NULL AND ended_at > now() - interval '10 minutes')`;

const EXPOSE = `
  WITH exposed AS (
    INSERT INTO experiment_exposures (experiment_id, subject, arm)
    SELECT DISTINCT experiment_id, subject, arm FROM jsonb_populate_recordset(NULL::experiment_exposures, $1)
    ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING 1
  ),
  lost AS (
    UPDATE experiments e SET lost = e.lost + l.count
    FROM (SELECT experiment, sum(count) AS count FROM jsonb_to_recordset($2) AS l (experiment uuid, count bigint) GROUP BY 1) l
    WHERE e.id = l.experiment
  )
  SELECT count(*)::integer AS recorded FROM exposed`;

const WITH_METRICS = `
  SELECT *, state = 'running' OR coalesce(started_at IS NOT NULL AND ended_at > now() - make_interval(hours => window_hours), false) AS open
  FROM experiments WHERE project_id = $1`;

/** Of keys that are not in the experiment (any more), those count that were shown their arm before. */
const RECORD = `
  WITH wanted AS (
    SELECT g.experiment_id, g.id, g.metric, g.subject, g.value
    FROM jsonb_to_recordset($1) AS g (experiment_id uuid, id text, metric text, subject uuid, value double precision, inside boolean)
    WHERE g.inside OR EXISTS (SELECT FROM experiment_exposures x WHERE x.experiment_id = g.experiment_id AND x.subject = g.subject)
  ),
  added AS (
    INSERT INTO experiment_outcomes (experiment_id, id, metric, subject, value) SELECT * FROM wanted
    ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING id
  )
  SELECT (SELECT count(DISTINCT id)::integer FROM added) AS recorded, (SELECT count(DISTINCT id)::integer FROM wanted) AS counted`;
