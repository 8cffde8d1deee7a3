import { Controller, Get, Param, Query } from '@nestjs/common';
import { datasetPage, type DatasetPage, datasetQuery, type DatasetQuery } from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import type { Place } from '../registry/prompt-sources';
import { DatasetsService } from './datasets.service';
import { EXAMPLE_DATASETS } from './test-run-examples';

@Controller('api/v1/projects/:organization/:project/datasets')
export class DatasetsController {
  constructor(private readonly datasets: DatasetsService) {}

  @Get()
  @ApiRoute({
    summary: 'The data files of a version, with their rows and columns',
    description:
      'By path. A page may be shorter than `limit` while there is a next one: large files are read page by page. ' +
      'The content of one is at `file`, or by its `blob` at `objects`.',
    tag: 'Test runs',
    response: datasetPage,
    example: EXAMPLE_DATASETS,
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: datasetQuery }) query: DatasetQuery,
  ): Promise<DatasetPage> {
    return this.datasets.list(actor, place, query);
  }
}
