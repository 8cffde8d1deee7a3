import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import type { Place } from '../registry/prompt-sources';
import { type FetchPlan, planFetch } from './fetch-plan';
import { type FetchRequest, fetchArguments, readFetchRequest } from './fetch-request';
import { badGitRequest, FetchRefusedError } from './git-problems';
import { DELIMITER, FLUSH, pktLine } from './pkt-line';
import { PktLineReader } from './pkt-line-reader';
import { PackMaker } from './pack-maker';
import { projectRefs } from './project-refs';
import {
  advertiseCapabilities,
  advertiseRefs,
  AGENT,
  listRefs,
  type ProtocolVersion,
} from './ref-advertisement';
import { sideBand, sideBandError } from './side-band';

/** `no-done` spares a round trip: with `ready` the pack follows at once. */
const CAPABILITIES = [
  'multi_ack_detailed',
  'no-done',
  'side-band-64k',
  'include-tag',
  'shallow',
  'deepen-since',
  'deepen-not',
  'deepen-relative',
  'filter',
  // A partial clone fetches by their ids what it looks at.
  'allow-tip-sha1-in-want',
  'allow-reachable-sha1-in-want',
  'object-format=sha1',
  AGENT,
];
const MOST_ARGUMENTS = 200_000;

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The project that is fetched from, and what its request is called in the log. */
interface Asked {
  readonly project: AccessedProject;
  readonly requestId: string;
}

/** Gives versions to `git clone`, `git fetch` and `git ls-remote` (git-upload-pack). */
@Injectable()
export class UploadPackService {
  readonly #logger = new Logger(UploadPackService.name);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly packs: PackMaker,
  ) {}

  /** The first answer of a conversation. */
  async advertise(actor: Actor, place: Place, version: ProtocolVersion): Promise<Buffer> {
    const project = await this.#project(actor, place);
    if (version === 2) return advertiseCapabilities();
    const refs = await projectRefs(this.dataSource.manager, project);
    const capabilities = [...CAPABILITIES, `symref=HEAD:${refs.head}`];
    return advertiseRefs('git-upload-pack', refs, { version, capabilities });
  }

  /** Every further one. What is to be refused is refused before the answer begins. */
  async answer(
    actor: Actor,
    place: Place,
    { version, body }: { version: ProtocolVersion; body: AsyncIterable<Uint8Array> },
  ): Promise<Chunks> {
    const asked = { project: await this.#project(actor, place), requestId: actor.requestId };
    const reader = new PktLineReader(body);
    try {
      return await (version === 2 ? this.#command(asked, reader) : this.#fetch(asked, reader));
    } catch (error) {
      if (error instanceof FetchRefusedError) return [pktLine(`ERR ${error.message}\n`)];
      throw error;
    }
  }

  async #project(actor: Actor, place: Place): Promise<AccessedProject> {
    return (await this.access.project(actor, place.organization, place.project, 'project.read')).project;
  }

  async #command(asked: Asked, reader: PktLineReader): Promise<Chunks> {
    const head = await reader.section(MOST_ARGUMENTS);
    if (head.lines.length === 0) return [];
    const command = head.lines.find((line) => line.startsWith('command='))?.slice(8) ?? '';
    const args = head.mark === 'delimiter' ? (await reader.section(MOST_ARGUMENTS)).lines : [];
    if (command === 'ls-refs')
      return [listRefs(await projectRefs(this.dataSource.manager, asked.project), args)];
    if (command === 'fetch') return this.#fetchV2(asked, fetchArguments(args));
    throw badGitRequest(`there is no command "${command.slice(0, 60)}"`);
  }

  /** Version 2: the commits in common, then the pack once the client is done or they suffice. */
  async #fetchV2(asked: Asked, request: FetchRequest): Promise<Chunks> {
    const plan = await planFetch(this.dataSource.manager, asked.project, request);
    const { common } = plan;
    const lines: Buffer[] = [];
    if (!request.done) {
      lines.push(pktLine('acknowledgments\n'));
      if (common.length === 0) lines.push(pktLine('NAK\n'));
      for (const id of common) lines.push(pktLine(`ACK ${id}\n`));
      if (!plan.ready) return [...lines, FLUSH];
      lines.push(pktLine('ready\n'), DELIMITER);
    }
    if (plan.boundary !== undefined) lines.push(pktLine('shallow-info\n'), ...boundaryLines(plan), DELIMITER);
    lines.push(pktLine('packfile\n'));
    return chain(lines, this.#sideBand(asked, plan), [FLUSH]);
  }

  /** Versions 0 and 1 over HTTP: each request repeats what is in common so far. */
  async #fetch(asked: Asked, reader: PktLineReader): Promise<Chunks> {
    const request = await readFetchRequest(reader);
    if (request === undefined) return [];
    const { options, done } = request;
    const plan = await planFetch(this.dataSource.manager, asked.project, request);
    const { common } = plan;
    // Who asks how far the history goes is told so first, and may ask nothing else yet.
    const lines = request.deepen === undefined ? [] : [...boundaryLines(plan), FLUSH];
    if (!request.negotiates) return lines;
    const detailed = options.has('multi_ack_detailed');
    const ready = detailed && plan.ready;
    const last = common.at(-1);
    if (detailed) lines.push(...common.map((id) => pktLine(`ACK ${id} common\n`)));
    if (!done) {
      if (ready) lines.push(pktLine(`ACK ${last} ready\n`));
      lines.push(pktLine('NAK\n'));
      if (!ready || !options.has('no-done')) return lines;
    }
    lines.push(pktLine(last === undefined ? 'NAK\n' : `ACK ${last}\n`));
    if (options.has('side-band-64k')) return chain(lines, this.#sideBand(asked, plan), [FLUSH]);
    return chain(lines, this.packs.make(asked.project.id, plan));
  }

  /** The answer has begun by now: what fails can only be told in it. */
  async *#sideBand({ project, requestId }: Asked, plan: FetchPlan): AsyncGenerator<Buffer> {
    try {
      yield* sideBand(this.packs.make(project.id, plan));
    } catch (error) {
      this.#logger.error({ err: error, requestId, projectId: project.id }, 'A pack could not be made.');
      yield sideBandError('Something went wrong in the hub. Try again, or tell whoever runs it.');
    }
  }
}

/** The lines about where the client's history ends. */
function boundaryLines({ boundary }: FetchPlan): Buffer[] {
  const { shallow = [], unshallow = [] } = boundary ?? {};
  return [
    ...shallow.map((id) => pktLine(`shallow ${id}\n`)),
    ...unshallow.map((id) => pktLine(`unshallow ${id}\n`)),
  ];
}

async function* chain(...parts: Chunks[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield* part;
}
