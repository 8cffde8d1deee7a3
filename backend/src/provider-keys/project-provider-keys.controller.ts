import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import {
  providerKey,
  type ProviderKey,
  providerKeyList,
  setProviderKey,
  type SetProviderKey,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import { EXAMPLE_KEY } from './provider-key-examples';
import { ProviderKeysService } from './provider-keys.service';

const TAG = 'Execution';
const EXAMPLE_OF_PROJECT: ProviderKey = { ...EXAMPLE_KEY, of: 'project' };

@Controller('api/v1/projects/:organization/:project/provider-keys')
export class ProjectProviderKeysController {
  constructor(private readonly keys: ProviderKeysService) {}

  @Get()
  @ApiRoute({
    summary: 'Which providers have a key for this project',
    description:
      "Its own first, and after them its organization's, which are used for providers that it has no own key of.",
    tag: TAG,
    response: providerKeyList,
    example: { items: [EXAMPLE_OF_PROJECT, EXAMPLE_KEY] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() place: { organization: string; project: string },
  ): Promise<{ items: ProviderKey[] }> {
    return this.keys.list(actor, place);
  }

  @Put(':provider')
  @ApiRoute({
    summary: "Store the project's own key of a provider",
    description: 'It comes before that of the organization, is kept encrypted and never returned again.',
    tag: TAG,
    response: providerKey,
    example: EXAMPLE_OF_PROJECT,
  })
  set(
    @CurrentActor() actor: Actor,
    @Param() place: { organization: string; project: string; provider: string },
    @Body({ schema: setProviderKey }) body: SetProviderKey,
  ): Promise<ProviderKey> {
    return this.keys.set(actor, place, body);
  }

  @Delete(':provider')
  @ApiRoute({ summary: "Delete the project's own key of a provider", tag: TAG, status: 204 })
  remove(
    @CurrentActor() actor: Actor,
    @Param() place: { organization: string; project: string; provider: string },
  ): Promise<void> {
    return this.keys.remove(actor, place);
  }
}
