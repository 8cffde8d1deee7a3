import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import {
  createRateLimit,
  type CreateRateLimit,
  rateLimit,
  type RateLimit,
  rateLimitList,
  type RateLimitList,
  updateRateLimit,
  type UpdateRateLimit,
  uuid,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import { ConfiguredLimitsService } from './configured-limits.service';
import { EXAMPLE_RATE_LIMIT } from './rate-limit-examples';

const TAG = 'Execution';

@Controller('api/v1/organizations/:organization/rate-limits')
export class RateLimitsController {
  constructor(private readonly limits: ConfiguredLimitsService) {}

  @Get()
  @ApiRoute({
    summary: 'How much models may be asked',
    tag: TAG,
    response: rateLimitList,
    example: { items: [EXAMPLE_RATE_LIMIT] },
  })
  list(@CurrentActor() actor: Actor, @Param('organization') organization: string): Promise<RateLimitList> {
    return this.limits.list(actor, organization);
  }

  @Post()
  @ApiRoute({
    summary: 'Limit how much models may be asked',
    description:
      'Calls over it are refused with 429 `rate-limit-reached` and `retry-after`. A `user` or `key` scope without an id gives each ' +
      'one a count of their own.',
    tag: TAG,
    status: 201,
    response: rateLimit,
    example: EXAMPLE_RATE_LIMIT,
  })
  create(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Body({ schema: createRateLimit }) body: CreateRateLimit,
  ): Promise<RateLimit> {
    return this.limits.create(actor, organization, body);
  }

  @Patch(':limit')
  @ApiRoute({
    summary: 'Raise or lower a rate limit',
    tag: TAG,
    response: rateLimit,
    example: { ...EXAMPLE_RATE_LIMIT, limit: 120 },
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('limit', { schema: uuid }) limit: string,
    @Body({ schema: updateRateLimit }) body: UpdateRateLimit,
  ): Promise<RateLimit> {
    return this.limits.update(actor, { organization, limit }, body);
  }

  @Delete(':limit')
  @ApiRoute({ summary: 'Delete a rate limit', tag: TAG, status: 204 })
  remove(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('limit', { schema: uuid }) limit: string,
  ): Promise<void> {
    return this.limits.remove(actor, { organization, limit });
  }
}
