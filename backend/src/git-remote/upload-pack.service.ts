import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import type { Place } from '../registry/prompt-sources';
import { type FetchRequest, fetchArguments, readFetchRequest } from './fetch-request';
import { badGitRequest } from './git-problems';
import { knownCommits, type MissingCommits, missingCommits } from './missing-commits';
import { DELIMITER, FLUSH, pktLine } from './pkt-line';
import { PktLineReader } from './pkt-line-reader';
import { PackContents } from './pack-contents';
import { packStream } from './pack-stream';
import { projectRefs } from './project-refs';
import {
  advertiseCapabilities,
  advertiseRefs,
  AGENT,
  listRefs,
  type ProtocolVersion,
} from './ref-advertisement';
import { sideBand, sideBandError } from './side-band';
import { annotatedTags, type WantedObjects, wantedObjects } from './wanted-objects';

/** `no-done` spares a round trip: with `ready` the pack follows at once. */
const CAPABILITIES = [
  'multi_ack_detailed',
  'no-done',
  'side-band-64k',
  'include-tag',
  'object-format=sha1',
  AGENT,
];
const MOST_ARGUMENTS = 200_000;

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

interface FetchPlan {
  /** Which of the client's commits are the project's as well. */
  readonly common: readonly string[];
  readonly missing: MissingCommits;
  readonly tags: readonly string[];
}

/** Gives versions to `git clone`, `git fetch` and `git ls-remote` (git-upload-pack). */
@Injectable()
export class UploadPackService {
  readonly #logger = new Logger(UploadPackService.name);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
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
    const project = await this.#project(actor, place);
    const reader = new PktLineReader(body);
    return version === 2 ? this.#command(project, reader) : this.#fetch(project, reader);
  }

  async #project(actor: Actor, place: Place): Promise<AccessedProject> {
    return (await this.access.project(actor, place.organization, place.project, 'project.read')).project;
  }

  async #command(project: AccessedProject, reader: PktLineReader): Promise<Chunks> {
    const head = await reader.section(MOST_ARGUMENTS);
    if (head.lines.length === 0) return [];
    const command = head.lines.find((line) => line.startsWith('command='))?.slice(8) ?? '';
    const args = head.mark === 'delimiter' ? (await reader.section(MOST_ARGUMENTS)).lines : [];
    if (command === 'ls-refs') return [listRefs(await projectRefs(this.dataSource.manager, project), args)];
    if (command === 'fetch') return this.#fetchV2(project, fetchArguments(args));
    throw badGitRequest(`there is no command "${command.slice(0, 60)}"`);
  }

  /** Version 2: the commits in common, then the pack once the client is done or they suffice. */
  async #fetchV2(project: AccessedProject, request: FetchRequest): Promise<Chunks> {
    const plan = await this.#plan(project, request);
    const { common } = plan;
    const lines: Buffer[] = [];
    if (!request.done) {
      lines.push(pktLine('acknowledgments\n'));
      if (common.length === 0) lines.push(pktLine('NAK\n'));
      for (const id of common) lines.push(pktLine(`ACK ${id}\n`));
      if (!isReady(plan)) return [...lines, FLUSH];
      lines.push(pktLine('ready\n'), DELIMITER);
    }
    lines.push(pktLine('packfile\n'));
    return chain(lines, this.#sideBand(this.#pack(project, plan)), [FLUSH]);
  }

  /** Versions 0 and 1 over HTTP: each request repeats what is in common so far. */
  async #fetch(project: AccessedProject, reader: PktLineReader): Promise<Chunks> {
    const request = await readFetchRequest(reader);
    if (request === undefined) return [];
    const { options, done } = request;
    const plan = await this.#plan(project, request);
    const { common } = plan;
    const detailed = options.has('multi_ack_detailed');
    const ready = detailed && isReady(plan);
    const last = common.at(-1);
    const lines = detailed ? common.map((id) => pktLine(`ACK ${id} common\n`)) : [];
    if (!done) {
      if (ready) lines.push(pktLine(`ACK ${last} ready\n`));
      lines.push(pktLine('NAK\n'));
      if (!ready || !options.has('no-done')) return lines;
    }
    lines.push(pktLine(last === undefined ? 'NAK\n' : `ACK ${last}\n`));
    const pack = this.#pack(project, plan);
    return options.has('side-band-64k') ? chain(lines, this.#sideBand(pack), [FLUSH]) : chain(lines, pack);
  }

  /** What to send. @throws ProblemError 400 for wants that are not there. */
  async #plan({ id }: AccessedProject, request: FetchRequest): Promise<FetchPlan> {
    const { manager } = this.dataSource;
    const wanted = await wantedObjects(manager, id, request.wants);
    const known = await knownCommits(manager, id, request.haves);
    const common = [...new Set(request.haves)].filter((have) => known.has(have));
    const missing = await missingCommits(manager, id, { wants: wanted.commits, haves: common });
    return { common, missing, tags: await this.#tags(id, request, { wanted, missing }) };
  }

  /** Those that are asked for, and those of the commits that are sent where the client wants them as well. */
  async #tags(
    projectId: string,
    { options }: FetchRequest,
    { wanted, missing }: { wanted: WantedObjects; missing: MissingCommits },
  ): Promise<readonly string[]> {
    if (!options.has('include-tag')) return wanted.tags;
    const sent = new Set(missing.commits.map(({ id }) => id));
    const tags = await annotatedTags(this.dataSource.manager, projectId);
    const along = tags.filter(({ commit }) => sent.has(commit)).map(({ id }) => id);
    return [...new Set([...wanted.tags, ...along])];
  }

  async *#pack(project: AccessedProject, { missing, tags }: FetchPlan): AsyncGenerator<Buffer> {
    const { manager } = this.dataSource;
    const contents = new PackContents(manager, project.id);
    yield* packStream(manager, project.id, await contents.of(missing.commits, tags));
  }

  /** The answer has begun by now: what fails can only be told in it. */
  async *#sideBand(pack: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
    try {
      yield* sideBand(pack);
    } catch (error) {
      this.#logger.error({ err: error }, 'A pack could not be made.');
      yield sideBandError('Something went wrong in the hub. Try again, or tell whoever runs it.');
    }
  }
}

/** More `have` lines would not make the pack smaller. */
function isReady({ common, missing }: FetchPlan): boolean {
  return common.length > 0 && missing.connected;
}

async function* chain(...parts: Chunks[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield* part;
}
