import { Readable } from 'node:stream';
import {
  Controller,
  Get,
  Headers,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, CurrentActor, Public } from '../common/actor';
import type { Place } from '../registry/prompt-sources';
import { GitAuthGuard } from './git-auth.guard';
import { gitBody } from './git-body';
import { GitProblemFilter } from './git-problem.filter';
import { type RefsQuery, refsQuery } from './git-queries';
import { MAX_PACK_BYTES } from './push-limits';
import { ReceivePackService } from './receive-pack.service';
import { protocolVersion } from './ref-advertisement';
import { type Chunks, UploadPackService } from './upload-pack.service';

/** Bytes of what a client says of itself before it gets a pack. */
const MAX_FETCH_BYTES = 16 << 20;
/** A pack, and what stands before it. */
const MAX_PUSH_BYTES = MAX_PACK_BYTES + (2 << 20);

/** Git's smart HTTP protocol (gitprotocol-http). Git's own, and so not in the OpenAPI document. */
@Public()
@UseGuards(GitAuthGuard)
@UseFilters(GitProblemFilter)
@ApiExcludeController()
@Controller(':organization/:project.git')
export class GitRemoteController {
  constructor(
    private readonly uploadPack: UploadPackService,
    private readonly receivePack: ReceivePackService,
  ) {}

  @Get('info/refs')
  async refs(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: refsQuery }) { service }: RefsQuery,
    @Headers('git-protocol') protocol: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = service === 'git-upload-pack' ? this.uploadPack : this.receivePack;
    const answer = await asked.advertise(actor, place, protocolVersion(protocol));
    await send(reply, `application/x-${service}-advertisement`, [answer]);
  }

  @Post('git-upload-pack')
  async fetch(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Headers('git-protocol') protocol: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const body = gitBody(request, MAX_FETCH_BYTES);
    const answer = await this.uploadPack.answer(actor, place, { version: protocolVersion(protocol), body });
    await send(reply, 'application/x-git-upload-pack-result', answer);
  }

  @Post('git-receive-pack')
  async push(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.receivePack.answer(actor, place, gitBody(request, MAX_PUSH_BYTES));
    await send(reply, 'application/x-git-receive-pack-result', answer);
  }
}

/** The stream is read as fast as the client takes it, and ended when the client is gone. */
async function send(reply: FastifyReply, type: string, chunks: Chunks): Promise<void> {
  await reply
    .status(200)
    .headers({ 'content-type': type, 'cache-control': 'no-cache' })
    .send(Readable.from(chunks, { objectMode: false }));
}
