import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ExperimentResults } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';
import { analyseExperiment, sampleRatioOf } from './analyse-experiment';
import { experimentFigures, exposuresOf, figuresOf } from './experiment-figures';
import { type ExperimentRow, findExperiment, toExperiment } from './experiment-rows';
import { describeResults, recommend } from './experiment-words';
import type { ExperimentPlace } from './experiments.service';

/** What experiments show. */
@Injectable()
export class ExperimentResultsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
  ) {}

  async get(actor: Actor, place: ExperimentPlace): Promise<ExperimentResults> {
    const { organization, project: slug } = place;
    const { project } = await this.access.project(actor, organization, slug, 'experiments.read');
    return this.of(await findExperiment(this.dataSource.manager, project.id, place.experiment));
  }

  /** Whether the arms did not get their shares; quicker than all results. For who has asked `access`. */
  async isAlarming(row: ExperimentRow): Promise<boolean> {
    const experiment = toExperiment(row);
    return sampleRatioOf(experiment, await exposuresOf(this.dataSource.manager, experiment)).alarm;
  }

  /** For who has asked `access`. */
  async of(row: ExperimentRow): Promise<ExperimentResults> {
    const experiment = toExperiment(row);
    const lost = Number(row.lost);
    const { manager } = this.dataSource;
    const figures =
      row.figures === null ? await figuresOf(manager, experiment) : experimentFigures.parse(row.figures);
    const analysis = analyseExperiment(experiment, figures);
    const recommendation = recommend(experiment, analysis);
    return {
      ...{ experiment, at: new Date().toISOString(), ...analysis, lost, recommendation },
      words: describeResults(experiment, analysis, { recommendation, lost }),
    };
  }
}
