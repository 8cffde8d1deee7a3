import { Body, Controller, Param, Post } from '@nestjs/common';
import {
  createCherryPick,
  type CreateCherryPick,
  createMerge,
  type CreateMerge,
  createRevert,
  type CreateRevert,
  mergeOutcome,
  type MergeOutcome,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../../common/actor';
import { ApiRoute } from '../../common/api-route';
import type { Place } from '../prompt-sources';
import { EXAMPLE_MERGED } from './merge-examples';
import { MergeService } from './merge.service';

const TAG = 'Merging';
const REFUSALS =
  '409 `merge-conflicts` with `conflicts` when changes do not fit together: nothing is written, and `resolutions` of a ' +
  'second request settle them. 409 `branch-moved` when the branch is not at `expectedHead`; 422 `prompt-has-errors` ' +
  'with `diagnostics` when a prompt of the result has errors. With `preview` the answer is the same, and nothing is written.';

@Controller('api/v1/projects/:organization/:project')
export class MergeController {
  constructor(private readonly merging: MergeService) {}

  @Post('merges')
  @ApiRoute({
    summary: 'Bring all that one branch has to another',
    description: `Prompts are merged by their structure, other texts by line. ${REFUSALS}`,
    tag: TAG,
    response: mergeOutcome,
    example: EXAMPLE_MERGED,
  })
  merge(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: createMerge }) body: CreateMerge,
  ): Promise<MergeOutcome> {
    return this.merging.merge(actor, place, body);
  }

  @Post('reverts')
  @ApiRoute({
    summary: 'Take back what one version changed',
    description: REFUSALS,
    tag: TAG,
    response: mergeOutcome,
    example: EXAMPLE_MERGED,
  })
  revert(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: createRevert }) body: CreateRevert,
  ): Promise<MergeOutcome> {
    return this.merging.revert(actor, place, body);
  }

  @Post('cherry-picks')
  @ApiRoute({
    summary: 'Do on another branch what one version changed',
    description: REFUSALS,
    tag: TAG,
    response: mergeOutcome,
    example: EXAMPLE_MERGED,
  })
  cherryPick(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: createCherryPick }) body: CreateCherryPick,
  ): Promise<MergeOutcome> {
    return this.merging.cherryPick(actor, place, body);
  }
}
