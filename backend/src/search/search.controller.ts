import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  organizationPromptsQuery,
  type OrganizationPromptsQuery,
  promptPage,
  type PromptPage,
  promptsQuery,
  type PromptsQuery,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import type { Place } from '../registry/prompt-sources';
import { EXAMPLE_PROMPTS } from './search-examples';
import { SearchService } from './search.service';

const TAG = 'Prompts';
const WHAT_Q_IS =
  '`q` looks for words in names, descriptions, tags and texts: `"a phrase"`, `-not`, `or`; the last word may be the beginning ' +
  'of a name. `tag` may be given several times: prompts that have them all.';

@Controller('api/v1')
export class SearchController {
  constructor(private readonly search: SearchService) {}

  @Get('projects/:organization/:project/prompts')
  @ApiRoute({
    summary: 'Prompts of a branch or an environment, filtered and searched',
    description: `Of the default branch unless \`branch\` or \`environment\` is given. ${WHAT_Q_IS}`,
    tag: TAG,
    response: promptPage,
    example: EXAMPLE_PROMPTS,
  })
  inProject(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: promptsQuery }) query: PromptsQuery,
  ): Promise<PromptPage> {
    return this.search.inProject(actor, place, query);
  }

  @Get('organizations/:organization/prompts')
  @ApiRoute({
    summary: 'Prompts of all projects of an organization, filtered and searched',
    description: `Of each project’s default branch, or as they run in \`environment\`. ${WHAT_Q_IS}`,
    tag: TAG,
    response: promptPage,
    example: EXAMPLE_PROMPTS,
  })
  inOrganization(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Query({ schema: organizationPromptsQuery }) query: OrganizationPromptsQuery,
  ): Promise<PromptPage> {
    return this.search.inOrganization(actor, organization, query);
  }
}
