import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import {
  experimentResults,
  type ExperimentResults,
  reported,
  type Reported,
  reportExposures,
  type ReportExposures,
  reportOutcomes,
  type ReportOutcomes,
  uuid,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import type { Place } from '../registry/prompt-sources';
import { EXAMPLE_RESULTS } from './experiment-examples';
import { ExperimentResultsService } from './experiment-results.service';
import { ObservationsService } from './observations.service';

const TAG = 'Experiments';

@Controller('api/v1/projects/:organization/:project')
export class ObservationsController {
  constructor(
    private readonly observations: ObservationsService,
    private readonly results: ExperimentResultsService,
  ) {}

  @Get('experiments/:experiment/results')
  @ApiRoute({
    summary: 'What an experiment shows, and what it does not',
    description:
      'May be looked at whenever one likes: looking often makes no difference more likely to be found that is not there.',
    tag: TAG,
    response: experimentResults,
    example: EXAMPLE_RESULTS,
  })
  show(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('experiment', { schema: uuid }) id: string,
  ): Promise<ExperimentResults> {
    return this.results.get(actor, { ...place, experiment: id });
  }

  @Post('exposures')
  @ApiRoute({
    summary: 'Say which keys were shown their arm',
    description:
      'For applications that get prompts and run them themselves; of calls that the hub makes it knows. Each key counts once.',
    tag: TAG,
    response: reported,
    example: { recorded: 1, repeated: 0, ignored: 0 },
  })
  exposures(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: reportExposures }) body: ReportExposures,
  ): Promise<Reported> {
    return this.observations.exposures(actor, place, body);
  }

  @Post('outcomes')
  @ApiRoute({
    summary: 'Say what became of keys',
    description:
      'For every experiment of the project that has such a metric, and goes on or has ended within its window. An `id` counts once for each metric. ' +
      '422 `unknown-metric`, `not-binary`; then nothing of the batch is written.',
    tag: TAG,
    response: reported,
    example: { recorded: 1, repeated: 0, ignored: 0 },
  })
  outcomes(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: reportOutcomes }) body: ReportOutcomes,
  ): Promise<Reported> {
    return this.observations.outcomes(actor, place, body);
  }
}
