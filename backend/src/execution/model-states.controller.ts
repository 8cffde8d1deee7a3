import { Controller, Get, Param } from '@nestjs/common';
import { modelStateList, type ModelStateList } from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import { EXAMPLE_MODEL_STATE } from './execution-examples';
import { ModelStatesService } from './model-states.service';

@Controller('api/v1/organizations/:organization/models')
export class ModelStatesController {
  constructor(private readonly models: ModelStatesService) {}

  @Get()
  @ApiRoute({
    summary: 'Which models may be asked, of those that were asked lately',
    description:
      'Each hub finds out by itself that a model is down. Of several hubs, this is what the one that answers has learned ' +
      'since it started.',
    tag: 'Execution',
    response: modelStateList,
    example: { items: [EXAMPLE_MODEL_STATE] },
  })
  list(@CurrentActor() actor: Actor, @Param('organization') organization: string): Promise<ModelStateList> {
    return this.models.list(actor, organization);
  }
}
