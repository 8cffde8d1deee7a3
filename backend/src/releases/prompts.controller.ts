import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import {
  promptQuery,
  type PromptQuery,
  resolvedPrompt,
  type ResolvedPrompt,
  usedBy,
  type UsedBy,
  usedByQuery,
  type UsedByQuery,
} from '@prompthub/protocol';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import { matchesEtag } from '../common/etag';
import type { Place } from '../registry/prompt-sources';
import { PromptsService } from './prompts.service';
import { EXAMPLE_PROMPT, EXAMPLE_USED_BY } from './release-examples';

const TAG = 'Releases';

@Controller('api/v1/projects/:organization/:project')
export class PromptsController {
  constructor(private readonly prompts: PromptsService) {}

  @Get('prompt')
  @ApiRoute({
    summary: 'A prompt with its partials, as an environment, a label or a commit has it',
    description:
      'Exactly one of `environment`, `label` and `commit`. What is missing is a 404; another version never takes its place. ' +
      'The ETag is the id of the commit; `If-None-Match` with it answers 304. With `environment`, where an experiment runs: `key` gives the ' +
      'prompt as the arm of this key has it, and says which that is; `arms=all` gives every arm, for who decides by itself. Neither counts ' +
      'as an exposure: report that with `POST …/exposures`.',
    tag: TAG,
    response: resolvedPrompt,
    example: EXAMPLE_PROMPT,
  })
  async prompt(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: promptQuery }) query: PromptQuery,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResolvedPrompt | undefined> {
    const prompt = await this.prompts.resolve(actor, place, query);
    const etag = etagOf(prompt);
    void reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (!matchesEtag(known, etag)) return prompt;
    void reply.status(304);
    return undefined;
  }

  @Get('used-by')
  @ApiRoute({
    summary: 'Who includes a partial, itself or through others',
    tag: TAG,
    response: usedBy,
    example: EXAMPLE_USED_BY,
  })
  usedBy(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: usedByQuery }) query: UsedByQuery,
  ): Promise<UsedBy> {
    return this.prompts.usedBy(actor, place, query);
  }
}

/** The commit; of an experiment's answer also what is particular to it. */
function etagOf({ commit, experiment: { id, arm, split } = { id: '' } }: ResolvedPrompt): string {
  const parts = [commit, id, arm ?? '', split?.traffic ?? ''];
  return `"${parts.filter((part) => part !== '').join('.')}"`;
}
