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

@Controller('api/v1/organizations/:organization/provider-keys')
export class ProviderKeysController {
  constructor(private readonly keys: ProviderKeysService) {}

  @Get()
  @ApiRoute({
    summary: 'Which providers have a key',
    tag: TAG,
    response: providerKeyList,
    example: { items: [EXAMPLE_KEY] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
  ): Promise<{ items: ProviderKey[] }> {
    return this.keys.list(actor, { organization });
  }

  @Put(':provider')
  @ApiRoute({
    summary: 'Store the key of a provider',
    description: 'It is kept encrypted and never returned again.',
    tag: TAG,
    response: providerKey,
    example: EXAMPLE_KEY,
  })
  set(
    @CurrentActor() actor: Actor,
    @Param() place: { organization: string; provider: string },
    @Body({ schema: setProviderKey }) body: SetProviderKey,
  ): Promise<ProviderKey> {
    return this.keys.set(actor, place, body);
  }

  @Delete(':provider')
  @ApiRoute({ summary: 'Delete the key of a provider', tag: TAG, status: 204 })
  remove(
    @CurrentActor() actor: Actor,
    @Param() place: { organization: string; provider: string },
  ): Promise<void> {
    return this.keys.remove(actor, place);
  }
}
