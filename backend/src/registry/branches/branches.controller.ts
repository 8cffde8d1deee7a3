import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import {
  branch,
  type Branch,
  branchName,
  createBranch,
  type CreateBranch,
  createTag,
  type CreateTag,
  moveBranch,
  type MoveBranch,
  objectId,
  type PageQuery,
  pageQuery,
  tag,
  type Tag,
  tagPage,
  type TagPage,
  updateBranch,
  type UpdateBranch,
} from '@prompthub/protocol';
import { z } from 'zod';
import { type Actor, CurrentActor } from '../../common/actor';
import { ApiRoute } from '../../common/api-route';
import type { Place } from '../prompt-sources';
import { EXAMPLE_BRANCH, EXAMPLE_TAG } from './branch-examples';
import { BranchesService } from './branches.service';
import { TagsService } from './tags.service';

const TAG = 'Branches and tags';

const expectedHeadQuery = z.object({ expectedHead: objectId.optional() });

@Controller('api/v1/projects/:organization/:project')
export class BranchesController {
  constructor(
    private readonly branches: BranchesService,
    private readonly tags: TagsService,
  ) {}

  @Post('branches')
  @ApiRoute({
    summary: 'Begin a branch at a branch, a tag or a version',
    tag: TAG,
    status: 201,
    response: branch,
    example: EXAMPLE_BRANCH,
  })
  create(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: createBranch }) body: CreateBranch,
  ): Promise<Branch> {
    return this.branches.create(actor, place, body);
  }

  @Patch('branches/:name')
  @ApiRoute({
    summary: 'Protect a branch, or take that back',
    description:
      'Nobody deletes a protected branch or moves it back, and only owners and admins publish to it.',
    tag: TAG,
    response: branch,
    example: { ...EXAMPLE_BRANCH, protected: true },
  })
  protect(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('name', { schema: branchName }) name: string,
    @Body({ schema: updateBranch }) body: UpdateBranch,
  ): Promise<Branch> {
    return this.branches.protect(actor, { ...place, name }, body);
  }

  @Put('branches/:name/head')
  @ApiRoute({
    summary: 'Move a branch to another version',
    description:
      '409 `branch-moved` with `head` when it is not at `expectedHead`; 409 `not-fast-forward` when it would lose ' +
      'versions and `force` is not given.',
    tag: TAG,
    response: branch,
    example: EXAMPLE_BRANCH,
  })
  move(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('name', { schema: branchName }) name: string,
    @Body({ schema: moveBranch }) body: MoveBranch,
  ): Promise<Branch> {
    return this.branches.move(actor, { ...place, name }, body);
  }

  @Delete('branches/:name')
  @ApiRoute({ summary: 'Delete a branch; its versions stay', tag: TAG, status: 204 })
  remove(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('name', { schema: branchName }) name: string,
    @Query({ schema: expectedHeadQuery }) { expectedHead }: z.infer<typeof expectedHeadQuery>,
  ): Promise<void> {
    return this.branches.remove(actor, { ...place, name }, expectedHead);
  }

  @Get('tags')
  @ApiRoute({ summary: 'Tags, by name', tag: TAG, response: tagPage, example: { items: [EXAMPLE_TAG] } })
  list(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<TagPage> {
    return this.tags.list(actor, place, query);
  }

  @Post('tags')
  @ApiRoute({
    summary: 'Give a version a name that stays',
    tag: TAG,
    status: 201,
    response: tag,
    example: EXAMPLE_TAG,
  })
  createTag(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: createTag }) body: CreateTag,
  ): Promise<Tag> {
    return this.tags.create(actor, place, body);
  }

  @Delete('tags/:name')
  @ApiRoute({ summary: 'Take a tag away', tag: TAG, status: 204 })
  removeTag(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('name', { schema: branchName }) name: string,
  ): Promise<void> {
    return this.tags.remove(actor, { ...place, name });
  }
}
