import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import {
  createExperiment,
  type CreateExperiment,
  endExperiment,
  type EndExperiment,
  experiment,
  type Experiment,
  experimentPage,
  type ExperimentPage,
  experimentsQuery,
  type ExperimentsQuery,
  promoteArm,
  type PromoteArm,
  updateExperiment,
  type UpdateExperiment,
  uuid,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import type { Place } from '../registry/prompt-sources';
import { EXAMPLE_DRAFT, EXAMPLE_ENDED, EXAMPLE_EXPERIMENT } from './experiment-examples';
import { ExperimentsService } from './experiments.service';
import { PromotionService } from './promotion.service';

const TAG = 'Experiments';
const WHO = '403 when the environment is protected and the role may not deploy there.';

@Controller('api/v1/projects/:organization/:project/experiments')
export class ExperimentsController {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly promotion: PromotionService,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'Experiments, newest first',
    tag: TAG,
    response: experimentPage,
    example: { items: [EXAMPLE_EXPERIMENT] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: experimentsQuery }) query: ExperimentsQuery,
  ): Promise<ExperimentPage> {
    return this.experiments.list(actor, place, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Plan an experiment: a draft, which changes nothing yet',
    description:
      'The first arm is control: what runs in the environment when it starts. Weights are per mille of those in the experiment and add up ' +
      'to 1000; `traffic` is per mille of all keys. What branches name is fixed now.',
    tag: TAG,
    status: 201,
    response: experiment,
    example: EXAMPLE_DRAFT,
  })
  create(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: createExperiment }) body: CreateExperiment,
  ): Promise<Experiment> {
    return this.experiments.create(actor, place, body);
  }

  @Get(':experiment')
  @ApiRoute({ summary: 'One experiment', tag: TAG, response: experiment, example: EXAMPLE_EXPERIMENT })
  get(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('experiment', { schema: uuid }) id: string,
  ): Promise<Experiment> {
    return this.experiments.get(actor, { ...place, experiment: id });
  }

  @Patch(':experiment')
  @ApiRoute({
    summary: 'Change a draft, or the share of the traffic',
    description: `Of a draft anything, of what runs \`traffic\` alone: whoever has an arm keeps it. ${WHO}`,
    tag: TAG,
    response: experiment,
    example: { ...EXAMPLE_EXPERIMENT, traffic: 500 },
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('experiment', { schema: uuid }) id: string,
    @Body({ schema: updateExperiment }) body: UpdateExperiment,
  ): Promise<Experiment> {
    return this.experiments.update(actor, { ...place, experiment: id }, body);
  }

  @Delete(':experiment')
  @ApiRoute({ summary: 'Delete a draft', description: WHO, tag: TAG, status: 204 })
  remove(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('experiment', { schema: uuid }) id: string,
  ): Promise<void> {
    return this.experiments.remove(actor, { ...place, experiment: id });
  }

  @Post(':experiment/start')
  @ApiRoute({
    summary: 'Start a draft',
    description: `${WHO} 409 \`experiment-running\` while another one runs there; 422 \`arm-lacks-prompts\`.`,
    tag: TAG,
    response: experiment,
    example: EXAMPLE_EXPERIMENT,
  })
  start(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('experiment', { schema: uuid }) id: string,
  ): Promise<Experiment> {
    return this.experiments.start(actor, { ...place, experiment: id });
  }

  @Post(':experiment/stop')
  @ApiRoute({
    summary: 'Stop: everybody gets what runs there',
    description: WHO,
    tag: TAG,
    response: experiment,
    example: EXAMPLE_ENDED,
  })
  stop(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('experiment', { schema: uuid }) id: string,
    @Body({ schema: endExperiment }) body: EndExperiment,
  ): Promise<Experiment> {
    return this.experiments.end(actor, { ...place, experiment: id }, { ...body, state: 'stopped' });
  }

  @Post(':experiment/rollback')
  @ApiRoute({
    summary: 'Refuse the variants: everybody gets control, at once',
    description: WHO,
    tag: TAG,
    response: experiment,
    example: { ...EXAMPLE_ENDED, state: 'rolled-back', why: 'Answers in the wrong language' },
  })
  rollBack(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('experiment', { schema: uuid }) id: string,
    @Body({ schema: endExperiment }) body: EndExperiment,
  ): Promise<Experiment> {
    return this.experiments.end(actor, { ...place, experiment: id }, { ...body, state: 'rolled-back' });
  }

  @Post(':experiment/promote')
  @ApiRoute({
    summary: 'Deploy an arm to the environment, which ends the experiment',
    description: `${WHO} Everything that holds for a deployment there. 409 \`release-moved\` when something else runs there by now.`,
    tag: TAG,
    response: experiment,
    example: { ...EXAMPLE_ENDED, state: 'promoted', winner: 'order-first' },
  })
  promote(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('experiment', { schema: uuid }) id: string,
    @Body({ schema: promoteArm }) body: PromoteArm,
  ): Promise<Experiment> {
    return this.promotion.promote(actor, { ...place, experiment: id }, body);
  }
}
