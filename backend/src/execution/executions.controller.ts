import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import {
  executionDetail,
  type ExecutionDetail,
  executionPage,
  executionPolicy,
  type ExecutionPolicy,
  executionQuery,
  type ExecutionQuery,
  type ExecutionRecord,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import type { Place } from '../registry/prompt-sources';
import { EXAMPLE_DETAIL, EXAMPLE_POLICY, EXAMPLE_RECORD } from './execution-examples';
import { ExecutionListingService } from './execution-listing.service';
import { ExecutionPolicyService } from './execution-policy.service';

const TAG = 'Execution';

/** What was run, and what is kept of it. */
@Controller('api/v1/projects/:organization/:project')
export class ExecutionsController {
  constructor(
    private readonly listing: ExecutionListingService,
    private readonly policies: ExecutionPolicyService,
  ) {}

  @Get('executions')
  @ApiRoute({
    summary: 'What was run, newest first',
    description:
      'Calls that were refused before anything went out (by a budget, a rate limit) are not among them.',
    tag: TAG,
    response: executionPage,
    example: { items: [EXAMPLE_RECORD] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: executionQuery }) query: ExecutionQuery,
  ): Promise<{ items: ExecutionRecord[]; nextCursor?: string }> {
    return this.listing.list(actor, place, query);
  }

  @Get('executions/:execution')
  @ApiRoute({
    summary: 'All that was kept of one execution',
    description:
      '`contents` only where the project’s policy keeps them, and for those who may run its prompts.',
    tag: TAG,
    response: executionDetail,
    example: EXAMPLE_DETAIL,
  })
  get(@CurrentActor() actor: Actor, @Param() place: Place & { execution: string }): Promise<ExecutionDetail> {
    return this.listing.get(actor, place);
  }

  @Get('execution-policy')
  @ApiRoute({
    summary: 'Whether the project keeps what its prompts were asked and answered',
    tag: TAG,
    response: executionPolicy,
    example: EXAMPLE_POLICY,
  })
  policy(@CurrentActor() actor: Actor, @Param() place: Place): Promise<ExecutionPolicy> {
    return this.policies.get(actor, place);
  }

  @Put('execution-policy')
  @ApiRoute({
    summary: 'Keep what prompts were asked and answered, or do not',
    description:
      'It holds for what was kept before as well: what it does not keep is shown no more, and deleted soon.',
    tag: TAG,
    response: executionPolicy,
    example: EXAMPLE_POLICY,
  })
  setPolicy(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: executionPolicy }) body: ExecutionPolicy,
  ): Promise<ExecutionPolicy> {
    return this.policies.set(actor, place, body);
  }
}
