import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createCommit, type Commit } from '@prompthub/protocol';
import { HubProtocolError, HubUnreachableError } from '../errors';
import type { HubClient } from '../hub-client';
import type { ProjectClient } from '../project-client';
import { brokenStates, keepBrokenState } from './broken-states';
import { compareFiles, isAnywhere, lastSeen } from './compare-files';
import type { CopyParts } from './copy-parts';
import { countBehind } from './count-behind';
import { BranchSwitchedError } from './copy-errors';
import { withLock } from './file-lock';
import type { FileStatus } from './file-status';
import { finishSteps } from './file-steps';
import { LinkFileError, type Link } from './link';
import type { PullOptions, PullResult } from './pull';
import { pullFiles } from './pull-files';
import { collectChanges, PublishConflictError } from './publish';
import { QueuedTexts } from './queued-texts';
import { sendQueue, type SendOptions, type SendResult, settleSending, withCommit } from './send-queue';
import { createBranchHere, switchBranch, type SwitchOptions, type SwitchResult } from './switch-branch';
import { type TakenBack, uncommitLast } from './uncommit-last';
import {
  readAnyState,
  readState,
  setBase,
  STATE_FOLDER,
  type QueuedCommit,
  type WorkingState,
  type WorkingStateKey,
  writeState,
} from './working-state';

export interface PublishOptions extends SendOptions {
  /** Default: everything that is new, modified or deleted. */
  readonly paths?: readonly string[];
}

export interface PublishResult {
  /** Undefined when there was nothing to publish. */
  readonly commit: Commit | undefined;
  readonly paths: readonly string[];
  /** True when someone else had published other files meanwhile, and this was put on top. */
  readonly rebased: boolean;
  /** Commits that had waited here and were published before. */
  readonly sent: readonly Commit[];
}

/** Where a working copy stands. */
export interface Overview {
  readonly branch: string;
  readonly files: readonly FileStatus[];
  /** Unsent commits, oldest first: so many are we ahead. */
  readonly queue: readonly QueuedCommit[];
  /** How many commits of the hub are not in the files here; undefined when that is not known. */
  readonly behind: number | undefined;
  /** Why the hub could not be asked; everything is then against what was last seen of it. */
  readonly away: HubUnreachableError | HubProtocolError | undefined;
  /** Files with earlier states of the folder that could not be read, and may name unsent commits. */
  readonly broken: readonly string[];
}

/** A local folder and the branch of the hub that it is on. Compares by Git blob ids; changes nothing unasked. */
export class WorkingCopy {
  readonly project: ProjectClient;
  readonly #key: Omit<WorkingStateKey, 'branch'>;
  readonly #texts: QueuedTexts;
  readonly #recovers: boolean;
  #link: Link;

  /**
   * Without `recovers`, looking finishes nothing that was interrupted: what is left to do may have come with somebody's repository.
   * @throws LinkFileError when `prompthub.yaml` names no project
   */
  constructor(link: Link, hub: HubClient, { recovers = true }: { recovers?: boolean } = {}) {
    const { project, branch } = link.settings;
    if (!project) {
      throw new LinkFileError(
        link.file,
        { line: 0, character: 0 },
        'names no project. Add `project: organization/name`.',
      );
    }
    this.#link = link;
    this.project = hub.project(project);
    this.#key = { hub: hub.baseUrl, project, linked: branch };
    this.#texts = new QueuedTexts(link.root);
    this.#recovers = recovers;
  }

  get link(): Link {
    return this.#link;
  }

  get branch(): string {
    return this.#link.branch;
  }

  /** Every shared file, sorted by path. With `offline`, against what was last seen instead of against the hub. */
  async status(options: { offline?: boolean; signal?: AbortSignal } = {}): Promise<FileStatus[]> {
    const state = await this.#look();
    const remote = options.offline ? lastSeen(state) : await this.#remote(options.signal);
    return (await compareFiles(this.link, state, remote)).filter(isAnywhere);
  }

  /** Like `status`, with what is between here and the hub. That the hub is away is part of the answer. */
  async overview({ offline, signal }: { offline?: boolean; signal?: AbortSignal } = {}): Promise<Overview> {
    const state = await this.#look();
    const { branch, queue } = state;
    const compare = async (remote: Parameters<typeof compareFiles>[2]) =>
      (await compareFiles(this.link, state, remote)).filter(isAnywhere);
    const known = { branch, queue, broken: await brokenStates(this.link.root) };
    const nobody = { ...known, behind: undefined, away: undefined };
    if (offline) return { ...nobody, files: await compare(lastSeen(state)) };
    try {
      const remote = await this.#remote(signal);
      const files = await compare(remote);
      const behind = await countBehind(this.project, state, { files, head: remote.commit, signal });
      return { ...nobody, files, behind };
    } catch (away) {
      if (!(away instanceof HubUnreachableError || away instanceof HubProtocolError)) throw away;
      return { ...nobody, away, files: await compare(lastSeen(state)) };
    }
  }

  /**
   * Remembers the files that equal the hub's: what is changed later is compared with them, so that a fresh clone can be
   * edited and published without a pull. `files` is what `status` answered. Touches none of them.
   */
  async adopt(files: readonly FileStatus[]): Promise<void> {
    const unknown = files.filter(
      ({ state, base, tip, remote }) => state === 'in-sync' && base !== remote && tip === base,
    );
    if (unknown.length === 0) return;
    await this.#exclusively(async (state) => {
      for (const { path, remote } of unknown) setBase(state.files, path, remote);
      await writeState(this.link.root, state);
    });
  }

  /** The file as it was when it last equalled the hub's; undefined when the hub never had it. */
  async baseBlob(path: string): Promise<string | undefined> {
    return (await this.#look()).files[path]?.blob;
  }

  /** The text of a blob of an unsent commit; undefined when none has it. */
  queuedText(blob: string): Promise<string | undefined> {
    return this.#texts.get(blob);
  }

  /**
   * Keeps what changed here as a commit that `send` and `publish` bring to the hub. Asks no hub. Undefined when nothing changed.
   * @throws RangeError for a message that the hub would not take, UnsharableFileError
   */
  commit(message: string, { paths }: { paths?: readonly string[] } = {}): Promise<QueuedCommit | undefined> {
    const words = createCommit.shape.message.safeParse(message);
    if (!words.success || message.includes('\0') || !message.isWellFormed())
      return Promise.reject(new RangeError('The message must have 1 to 10,000 characters of text.'));
    return this.#exclusively(async (state) => {
      const files = await compareFiles(this.link, state, lastSeen(state));
      const { changes } = await collectChanges(this.link.folder, choose(files, paths));
      if (changes.length === 0) return undefined;
      const queued: { path: string; blob: string | null }[] = [];
      for (const { path, content } of changes)
        queued.push({ path, blob: content === null ? null : await this.#texts.put(content) });
      const createdAt = new Date().toISOString();
      const commit = { id: randomUUID(), message: words.data, createdAt, changes: queued };
      await writeState(this.link.root, { ...state, queue: [...state.queue, commit] });
      return commit;
    });
  }

  /**
   * Takes the last unsent commit back. The files stay as they are, and texts that they do not have are kept. Undefined when
   * there is none.
   * @throws CommitInDoubtError when the hub may have it
   */
  uncommit(): Promise<TakenBack | undefined> {
    return this.#exclusively((state) => uncommitLast(this.#parts, state));
  }

  /**
   * Sends the unsent commits in order, each as one commit. Where the hub's files changed meanwhile, they are merged, here as well.
   * None is published twice, whenever this is interrupted.
   * @throws PublishConflictError when something cannot be merged, CommitRejectedError when a prompt of the first unsent commit has
   *   errors, HubUnreachableError. What was not sent stays in the queue.
   */
  send(options: SendOptions = {}): Promise<SendResult> {
    return this.#exclusively(async (state) => (await sendQueue(this.#parts, state, options)).result);
  }

  /**
   * Sends unsent commits, then what changed here as one commit.
   * @throws PublishConflictError, CommitConflictError when someone else was faster with the same files,
   *   CommitRejectedError when a prompt has errors, UnsharableFileError
   */
  publish(message: string, { paths, ...options }: PublishOptions = {}): Promise<PublishResult> {
    return this.#exclusively(async (before) => {
      const { signal } = options;
      const { state, result } = await sendQueue(this.#parts, before, options);
      const sent = result.commits;
      const remote = await this.#remote(signal);
      const chosen = choose(await compareFiles(this.link, state, remote), paths);
      const conflicts = chosen.filter((file) => file.state === 'conflict').map((file) => file.path);
      if (conflicts.length > 0) throw new PublishConflictError(conflicts);
      const { changes, blobs } = await collectChanges(this.link.folder, chosen);
      if (changes.length === 0) return { commit: undefined, paths: [], rebased: false, sent };
      const parent = remote.commit ?? null;
      const created = await this.project.createCommit(
        { branch: this.branch, parent, message, changes },
        { signal },
      );
      const next = withCommit(state, { commit: created.commit, parent });
      for (const { path } of changes) setBase(next.files, path, blobs.get(path));
      await writeState(this.link.root, next);
      const published = changes.map(({ path }) => path);
      return { commit: created.commit, paths: published, rebased: created.rebased, sent };
    });
  }

  /** Brings what changed at the hub. Files changed on both sides are left alone unless `resolve` says otherwise. */
  pull(options: PullOptions = {}): Promise<PullResult> {
    return this.#exclusively(async (before) => {
      const { state } = await settleSending(this.#parts, before, options.signal);
      const remote = await this.#remote(options.signal);
      return (await pullFiles(this.#parts, state, { remote, options })).result;
    });
  }

  /**
   * Goes over to another branch, or with `create` to a new one that begins where this one is at the hub. Changes that were not
   * committed come along; unsent commits stay with their branch (a new one has them too, unless it was left with its own).
   * @throws SwitchRefusedError, NoSuchBranchError, HubError 409 when there is one to be created, HubUnreachableError: then
   *   nothing was touched
   */
  switchTo(
    branch: string,
    { create = false, ...options }: SwitchOptions & { create?: boolean } = {},
  ): Promise<SwitchResult> {
    return this.#exclusively(async (before) => {
      const { state } = create ? await settleSending(this.#parts, before, options.signal) : { state: before };
      const { result } = create
        ? await createBranchHere(this.#parts, state, { ...options, branch })
        : await switchBranch(this.#parts, state, { ...options, branch });
      this.#link = { ...this.#link, branch };
      return result;
    });
  }

  get #parts(): CopyParts {
    return { link: this.link, project: this.project, texts: this.#texts };
  }

  #remote(signal?: AbortSignal) {
    return this.project.files({ ref: this.branch, signal });
  }

  /** The state, once what was interrupted is done; or as it was left. */
  async #look(): Promise<WorkingState> {
    const interrupted = this.#recovers && (await readAnyState(this.link.root))?.pending !== undefined;
    return interrupted ? this.#exclusively((state) => Promise.resolve(state)) : this.#state();
  }

  async #state(): Promise<WorkingState> {
    const state = await readState(this.link.root, { ...this.#key, branch: this.branch });
    if (state.branch !== this.branch) throw new BranchSwitchedError(this.branch, state.branch);
    return state;
  }

  /** Two windows and a command line may work in one folder. What an earlier one did not finish is done first. */
  #exclusively<T>(work: (state: WorkingState) => Promise<T>): Promise<T> {
    const { root } = this.link;
    return withLock(join(root, STATE_FOLDER, 'lock'), async () => {
      const interrupted = await readAnyState(root);
      if (interrupted === undefined) await keepBrokenState(root);
      if (interrupted?.pending !== undefined) await finishSteps(this.link, interrupted);
      return work(await this.#state());
    });
  }
}

function choose(files: readonly FileStatus[], paths: readonly string[] | undefined): FileStatus[] {
  const wanted = paths && new Set(paths);
  return files.filter(
    (file) =>
      ['new', 'modified', 'deleted', 'conflict'].includes(file.state) && (!wanted || wanted.has(file.path)),
  );
}
