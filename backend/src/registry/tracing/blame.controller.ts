import { Controller, Get, Param, Query } from '@nestjs/common';
import { blame, type Blame } from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../../common/actor';
import { ApiRoute } from '../../common/api-route';
import type { Place } from '../prompt-sources';
import { EXAMPLE_COMMIT, EXAMPLE_FILE } from '../registry-examples';
import { fileQuery, type FileQuery } from '../registry-queries';
import { BlameService } from './blame.service';

const { id, author, message, createdAt } = EXAMPLE_COMMIT;
const EXAMPLE_BLAME: Blame = {
  path: EXAMPLE_FILE.path,
  commit: id,
  ranges: [{ start: 1, count: 4, commit: id, originalPath: EXAMPLE_FILE.path, originalStart: 1 }],
  commits: { [id]: { author, message, createdAt } },
};

@Controller('api/v1/projects/:organization/:project/blame')
export class BlameController {
  constructor(private readonly blaming: BlameService) {}

  @Get()
  @ApiRoute({
    summary: 'Which version wrote each line of a file',
    description: 'Renames are followed. 422 `blame-too-large` when too much text would have to be compared.',
    tag: 'Registry',
    response: blame,
    example: EXAMPLE_BLAME,
  })
  blame(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: fileQuery }) query: FileQuery,
  ): Promise<Blame> {
    return this.blaming.blame(actor, place, query);
  }
}
