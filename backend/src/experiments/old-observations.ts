import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { HubConfig } from '../config/hub-config';
import { Sweeper } from '../database/sweeper';
import { databaseJson } from '../spending/database-json';
import { figuresOf } from './experiment-figures';
import { type ExperimentRow, toExperiment } from './experiment-rows';

const SWEPT_AT_ONCE = 10_000;
const TABLES = ['experiment_calls', 'experiment_outcomes', 'experiment_key_outcomes', 'experiment_exposures'];

/** Deletes what was observed in experiments that ended long ago. Their figures stay, and with them their results. */
@Injectable()
export class OldObservations extends Sweeper {
  constructor(
    @InjectDataSource() dataSource: DataSource,
    private readonly config: HubConfig,
  ) {
    super(dataSource, { name: 'old-observations', what: 'Old observations of experiments' });
  }

  override onApplicationBootstrap(): void {
    if (this.config.observationDays > 0) super.onApplicationBootstrap();
  }

  /** Some observations of the experiment that ended first. */
  protected async sweepSome(manager: EntityManager): Promise<boolean> {
    const [row] = await manager.query<ExperimentRow[]>(OLD, [this.config.observationDays]);
    if (row === undefined) return false;
    if (row.figures === null) await keepFigures(manager, row);
    if (!(await deleteSome(manager, row.id)))
      await manager.query('UPDATE experiments SET observations_deleted_at = now() WHERE id = $1', [row.id]);
    return true;
  }
}

async function keepFigures(manager: EntityManager, row: ExperimentRow): Promise<void> {
  const figures = await figuresOf(manager, toExperiment(row));
  await manager.query('UPDATE experiments SET figures = $2 WHERE id = $1', [row.id, databaseJson(figures)]);
}

/** Whether there may be more. */
async function deleteSome(manager: EntityManager, id: string): Promise<boolean> {
  for (const table of TABLES) {
    const [, deleted] = await manager.query<[unknown[], number]>(
      `DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table} WHERE experiment_id = $1 LIMIT ${SWEPT_AT_ONCE})`,
      [id],
    );
    if (deleted === SWEPT_AT_ONCE) return true;
  }
  return false;
}

/** Outcomes may come until the windows of all keys have passed. */
const OLD = `
  SELECT * FROM experiments WHERE observations_deleted_at IS NULL AND started_at IS NOT NULL
    AND ended_at < now() - make_interval(days => $1) AND ended_at < now() - make_interval(hours => window_hours)
  ORDER BY ended_at LIMIT 1`;
