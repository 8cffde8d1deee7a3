import { Controller, Get, Param, Query } from '@nestjs/common';
import { commitPage, type CommitPage, comparison, type Comparison, pageQuery } from '@prompthub/protocol';
import { z } from 'zod';
import { type Actor, CurrentActor } from '../../common/actor';
import { ApiRoute } from '../../common/api-route';
import type { Place } from '../prompt-sources';
import { ref } from '../registry-queries';
import { EXAMPLE_COMPARISON, EXAMPLE_SIDE } from './compare-examples';
import { CompareService } from './compare.service';

const TAG = 'Registry';

const compareQuery = z.object({ from: ref, to: ref });
const sideQuery = pageQuery.extend({
  from: ref,
  to: ref,
  side: z.enum(['ahead', 'behind']).default('ahead'),
});

@Controller('api/v1/projects/:organization/:project/compare')
export class CompareController {
  constructor(private readonly comparing: CompareService) {}

  @Get()
  @ApiRoute({
    summary:
      'How two versions relate: what they share, how far each is ahead, and the files that changed since',
    tag: TAG,
    response: comparison,
    example: EXAMPLE_COMPARISON,
  })
  compare(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: compareQuery }) query: z.infer<typeof compareQuery>,
  ): Promise<Comparison> {
    return this.comparing.compare(actor, place, query);
  }

  @Get('commits')
  @ApiRoute({
    summary: 'Versions that only one of two has',
    description: '`side=ahead` (default): only `to`; `side=behind`: only `from`. Over all parents.',
    tag: TAG,
    response: commitPage,
    example: EXAMPLE_SIDE,
  })
  commits(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: sideQuery }) query: z.infer<typeof sideQuery>,
  ): Promise<CommitPage> {
    return this.comparing.commits(actor, place, query);
  }
}
