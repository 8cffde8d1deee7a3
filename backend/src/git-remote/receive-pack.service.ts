import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';
import { databaseProblem } from '../common/database-problem';
import { ProblemError } from '../common/problem';
import { Turns } from '../common/turns';
import { despiteDeadlocks } from '../database/despite-deadlocks';
import { ObjectStore } from '../registry/object-store';
import type { Place } from '../registry/prompt-sources';
import { PktLineReader } from './pkt-line-reader';
import { projectRefs } from './project-refs';
import { type RefCommand, readPushRequest } from './push-commands';
import { PushRefusedError } from './push-refusals';
import { pushReport } from './push-report';
import { advertiseRefs, AGENT, type ProtocolVersion } from './ref-advertisement';
import { type Pusher, RefMoves } from './ref-moves';
import { SpooledPack } from './spooled-pack';
import { type Unpacked, Unpacking } from './unpacking';

/** Every push is `atomic`, asked for or not. */
const CAPABILITIES = ['report-status', 'delete-refs', 'side-band-64k', 'atomic', 'ofs-delta', 'quiet'];
const NOTHING: Unpacked = { objects: new Map(), commits: new Map(), tags: new Map() };

/** Takes versions from `git push` (git-receive-pack). */
@Injectable()
export class ReceivePackService {
  readonly #logger = new Logger(ReceivePackService.name);
  readonly #turns = new Turns();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly objects: ObjectStore,
    private readonly moves: RefMoves,
  ) {}

  /** The first answer of a conversation; there is no version 2 of pushing. */
  async advertise(actor: Actor, place: Place, version: ProtocolVersion): Promise<Buffer> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.write');
    const refs = await projectRefs(this.dataSource.manager, project);
    return advertiseRefs('git-receive-pack', refs, {
      version: version === 1 ? 1 : 0,
      capabilities: [...CAPABILITIES, 'object-format=sha1', AGENT],
    });
  }

  /** Moves all the refs that the push names, or none; which, and why, is the answer. */
  async answer(actor: Actor, place: Place, body: AsyncIterable<Uint8Array>): Promise<Buffer[]> {
    const { project, role } = await this.access.project(
      actor,
      place.organization,
      place.project,
      'project.write',
    );
    const reader = new PktLineReader(body);
    const { commands, capabilities } = await readPushRequest(reader);
    if (commands.length === 0) return [];
    const refused = await this.#receive({ actor, project, role }, commands, reader);
    return pushReport(commands, refused, capabilities);
  }

  async #receive(
    pusher: Pusher,
    commands: readonly RefCommand[],
    reader: PktLineReader,
  ): Promise<PushRefusedError | undefined> {
    let pack: SpooledPack | undefined;
    try {
      if (commands.some(({ to }) => to !== undefined)) pack = await SpooledPack.receive(reader.bytes.rest());
      await this.#turns.take(pusher.project.id, () =>
        despiteDeadlocks(() =>
          this.dataSource.transaction((manager) => this.#store(manager, pusher, { commands, pack })),
        ),
      );
      return undefined;
    } catch (error) {
      return this.#refusal(error, pusher.actor);
    } finally {
      await pack?.remove();
    }
  }

  async #store(
    manager: EntityManager,
    pusher: Pusher,
    { commands, pack }: { commands: readonly RefCommand[]; pack: SpooledPack | undefined },
  ): Promise<void> {
    // An acknowledged version survives a crash even where the server's default is laxer.
    await manager.query('SET LOCAL synchronous_commit = on');
    // One push at a time for a project, whichever hub it comes to: two that bring the same objects would wait for each other.
    await manager.query('SELECT FROM projects WHERE id = $1 FOR NO KEY UPDATE', [pusher.project.id]);
    const unpacking = new Unpacking(manager, pusher.project.id, this.objects);
    const unpacked = pack === undefined ? NOTHING : await unpacking.run(pack);
    await this.moves.apply(manager, pusher, { commands, unpacked });
  }

  #refusal(error: unknown, { requestId }: Actor): PushRefusedError {
    if (error instanceof PushRefusedError) return error;
    if (error instanceof ProblemError) return new PushRefusedError(undefined, error.detail);
    this.#logger.error({ err: error, requestId }, 'A push failed unexpectedly.');
    const known = databaseProblem(error);
    return new PushRefusedError(undefined, known?.detail ?? 'something went wrong in the hub', [
      `Nothing was saved. Quote ${requestId} when you report it.`,
    ]);
  }
}
