import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import {
  type BranchList,
  branchList,
  commitDetail,
  type CommitDetail,
  commitPage,
  type CommitPage,
  createCommit,
  type CreateCommit,
  createdCommit,
  type CreatedCommit,
  type Diff,
  diff,
  filePage,
  type FilePage,
  fileVersion,
  type FileVersion,
  objectId,
  pageQuery,
  type PageQuery,
} from '@prompthub/protocol';
import type { FastifyReply } from 'fastify';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import { matchesEtag } from '../common/etag';
import { PublishService } from './publish.service';
import {
  EXAMPLE_BRANCHES,
  EXAMPLE_COMMIT,
  EXAMPLE_CREATED,
  EXAMPLE_DIFF,
  EXAMPLE_FILE,
  EXAMPLE_FILES,
  EXAMPLE_HISTORY,
} from './registry-examples';
import type { Place } from './prompt-sources';
import { ReadingService } from './reading.service';
import {
  diffQuery,
  type DiffQuery,
  fileQuery,
  type FileQuery,
  filesQuery,
  type FilesQuery,
  historyQuery,
  type HistoryRouteQuery,
} from './registry-queries';

const TAG = 'Registry';
const PRIVATE = 'private, no-cache';
const IMMUTABLE = 'private, max-age=31536000, immutable';

@Controller('api/v1/projects/:organization/:project')
export class RegistryController {
  constructor(
    private readonly reading: ReadingService,
    private readonly publishing: PublishService,
  ) {}

  @Get('branches')
  @ApiRoute({
    summary: 'Branches and their heads',
    tag: TAG,
    response: branchList,
    example: EXAMPLE_BRANCHES,
  })
  branches(@CurrentActor() actor: Actor, @Param() place: Place): Promise<BranchList> {
    return this.reading.branches(actor, place);
  }

  @Get('files')
  @ApiRoute({ summary: 'Every file of a version', tag: TAG, response: filePage, example: EXAMPLE_FILES })
  files(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: filesQuery }) query: FilesQuery,
  ): Promise<FilePage> {
    return this.reading.files(actor, place, query.ref);
  }

  @Get('file')
  @ApiRoute({
    summary: 'One file of one version',
    description: 'The ETag is the id of the blob; `If-None-Match` with it answers 304.',
    tag: TAG,
    response: fileVersion,
    example: EXAMPLE_FILE,
  })
  async file(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: fileQuery }) query: FileQuery,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FileVersion | undefined> {
    const file = await this.reading.file(actor, place, query);
    const etag = `"${file.blob}"`;
    void reply.header('etag', etag).header('cache-control', PRIVATE);
    if (!matchesEtag(known, etag)) return file;
    void reply.status(304);
    return undefined;
  }

  @Get('history')
  @ApiRoute({
    summary: 'Versions of a project or of one prompt, newest first',
    tag: TAG,
    response: commitPage,
    example: EXAMPLE_HISTORY,
  })
  history(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: historyQuery }) query: HistoryRouteQuery,
  ): Promise<CommitPage> {
    return this.reading.history(actor, place, query);
  }

  @Get('graph')
  @ApiRoute({
    summary: 'Every version of a project, along all parents',
    description:
      'Newest first, and no version before one that was made upon it, so that a graph can be drawn page by page. Versions that no ' +
      'branch has any more are among them: begin at the heads of the branches that you want to see.',
    tag: TAG,
    response: commitPage,
    example: EXAMPLE_HISTORY,
  })
  graph(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<CommitPage> {
    return this.reading.graph(actor, place, query);
  }

  @Get('commits/:id')
  @ApiRoute({
    summary: 'One version and what it changed',
    tag: TAG,
    response: commitDetail,
    example: EXAMPLE_COMMIT,
  })
  commit(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('id') id: string,
  ): Promise<CommitDetail> {
    return this.reading.commit(actor, place, id);
  }

  @Get('diff')
  @ApiRoute({ summary: 'What changed between two versions', tag: TAG, response: diff, example: EXAMPLE_DIFF })
  diff(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: diffQuery }) query: DiffQuery,
  ): Promise<Diff> {
    return this.reading.diff(actor, place, query);
  }

  @Post('commits')
  @ApiRoute({
    summary: 'Publish a new version',
    description:
      'Names the head that its author saw. 409 `branch-moved` when a file changed on both sides; 422 `prompt-has-errors` ' +
      'with `diagnostics` when a prompt has errors.',
    tag: TAG,
    status: 201,
    response: createdCommit,
    example: EXAMPLE_CREATED,
  })
  publish(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: createCommit }) body: CreateCommit,
  ): Promise<CreatedCommit> {
    return this.publishing.publish(actor, place, body);
  }

  @Get('objects/:id')
  @ApiRoute({ summary: 'A Git object as it is stored; its type in `x-git-type`', tag: TAG })
  async object(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('id', { schema: objectId }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const object = await this.reading.object(actor, place, id);
    void reply
      .header('content-type', 'application/octet-stream')
      .header('content-disposition', 'attachment')
      .header('cache-control', IMMUTABLE)
      .header('x-git-type', object.type);
    return Buffer.from(object.content);
  }
}
