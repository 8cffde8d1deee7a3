import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commit, FilePage } from '@prompthub/protocol';
import type { HubClient } from '../hub-client';
import type { ProjectClient } from '../project-client';
import { withLock } from './file-lock';
import { compareFile, type FileStatus } from './file-status';
import { LinkFileError, type Link } from './link';
import { localBlob } from './local-blob';
import { planPull, writePulledFiles, type PullOptions, type PullResult } from './pull';
import { collectChanges } from './publish';
import { isSafePath, resolveSafely } from './safe-path';
import { listSharedFiles } from './shared-files';
import {
  readState,
  STATE_FOLDER,
  writeState,
  type WorkingState,
  type WorkingStateKey,
} from './working-state';

export interface PublishOptions {
  /** Default: everything that is new, modified or deleted. */
  readonly paths?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface PublishResult {
  /** Undefined when there was nothing to publish. */
  readonly commit: Commit | undefined;
  readonly paths: readonly string[];
  /** True when someone else had published other files meanwhile, and this was put on top. */
  readonly rebased: boolean;
}

/** A file that shall be published was changed here and at the hub. */
export class PublishConflictError extends Error {
  readonly paths: readonly string[];
  constructor(paths: readonly string[]) {
    super(`Changed here and on the hub: ${paths.join(', ')}. Pull first, and choose what shall stay.`);
    this.name = 'PublishConflictError';
    this.paths = paths;
  }
}

/** A local folder and the branch of the hub that it is linked to. Compares by Git blob ids; changes nothing unasked. */
export class WorkingCopy {
  readonly link: Link;
  readonly project: ProjectClient;
  readonly #key: WorkingStateKey;

  /** @throws LinkFileError when `prompthub.yaml` names no project */
  constructor(link: Link, hub: HubClient) {
    const { project, branch } = link.settings;
    if (!project) {
      throw new LinkFileError(
        link.file,
        { line: 0, character: 0 },
        'names no project. Add `project: organization/name`.',
      );
    }
    this.link = link;
    this.project = hub.project(project);
    this.#key = { hub: hub.baseUrl, project, branch };
  }

  get branch(): string {
    return this.#key.branch;
  }

  /** Every shared file, sorted by path. With `offline`, against what was last seen instead of against the hub. */
  async status(options: { offline?: boolean; signal?: AbortSignal } = {}): Promise<FileStatus[]> {
    const state = await this.#state();
    if (options.offline) return this.#compare(state, baseAsRemote(state));
    return this.#compare(state, await this.#remote(options.signal));
  }

  /**
   * Remembers the files that equal the hub's: what is changed later is compared with them, so that a fresh clone can be
   * edited and published without a pull. `files` is what `status` answered. Touches none of them.
   */
  async adopt(files: readonly FileStatus[]): Promise<void> {
    const unknown = files.filter(({ state, base, remote }) => state === 'in-sync' && base !== remote);
    if (unknown.length === 0) return;
    await this.#exclusively(async (state) => {
      for (const { path, remote } of unknown) setBase(state, path, remote);
      await writeState(this.link.root, state);
    });
  }

  /** The file as it was when it last equalled the hub's; undefined when the hub never had it. */
  async baseBlob(path: string): Promise<string | undefined> {
    return (await this.#state()).files[path]?.blob;
  }

  /**
   * @throws PublishConflictError, CommitConflictError when someone else was faster with the same files,
   *   CommitRejectedError when a prompt has errors, UnsharableFileError
   */
  publish(message: string, { paths, signal }: PublishOptions = {}): Promise<PublishResult> {
    return this.#exclusively(async (state) => {
      const remote = await this.#remote(signal);
      const chosen = choose(await this.#compare(state, remote), paths);
      const conflicts = chosen.filter((file) => file.state === 'conflict').map((file) => file.path);
      if (conflicts.length > 0) throw new PublishConflictError(conflicts);
      const { changes, blobs } = await collectChanges(this.link.folder, chosen);
      if (changes.length === 0) return { commit: undefined, paths: [], rebased: false };
      const parent = remote.commit ?? null;
      const created = await this.project.createCommit(
        { branch: this.branch, parent, message, changes },
        { signal },
      );
      for (const { path } of changes) setBase(state, path, blobs.get(path));
      await writeState(this.link.root, { ...state, commit: created.commit.id });
      return { commit: created.commit, paths: changes.map(({ path }) => path), rebased: created.rebased };
    });
  }

  /** Brings what changed at the hub. Files changed on both sides are left alone unless `resolve` says otherwise. */
  pull(options: PullOptions = {}): Promise<PullResult> {
    return this.#exclusively(async (state) => {
      const remote = await this.#remote(options.signal);
      const plan = await planPull({
        files: await this.#compare(state, remote),
        read: (path) => this.project.file(path, { ref: remote.commit, signal: options.signal }),
        readLocal: async (path) =>
          readFile(await resolveSafely(this.link.folder, path), 'utf8').catch(() => undefined),
        options,
      });
      const written = await writePulledFiles(this.link, plan);
      for (const [path, blob] of written.bases) setBase(state, path, blob);
      await writeState(this.link.root, { ...state, commit: remote.commit });
      const refused = remote.items.map((item) => item.path).filter((path) => !isSafePath(path));
      return { ...written.result, refused, commit: remote.commit };
    });
  }

  async #compare(state: WorkingState, remoteBlobs: Pick<FilePage, 'items'>): Promise<FileStatus[]> {
    const there = new Map(remoteBlobs.items.map((item) => [item.path, item.blob]));
    const known = [...there.keys(), ...Object.keys(state.files)].filter(isSafePath);
    const paths = new Set([...known, ...(await listSharedFiles(this.link.folder))]);
    const files: FileStatus[] = [];
    for (const path of [...paths].sort()) {
      const local = await localBlob(this.link.folder, path);
      const remote = there.get(path);
      if (local === undefined && remote === undefined) continue;
      files.push(compareFile({ path, base: state.files[path]?.blob, local, remote }));
    }
    return files;
  }

  #remote(signal?: AbortSignal): Promise<FilePage> {
    return this.project.files({ ref: this.branch, signal });
  }

  #state(): Promise<WorkingState> {
    return readState(this.link.root, this.#key);
  }

  /** Two windows and a command line may work in one folder. */
  #exclusively<T>(work: (state: WorkingState) => Promise<T>): Promise<T> {
    return withLock(join(this.link.root, STATE_FOLDER, 'lock'), async () => work(await this.#state()));
  }
}

function choose(files: readonly FileStatus[], paths: readonly string[] | undefined): FileStatus[] {
  const wanted = paths && new Set(paths);
  return files.filter(
    (file) =>
      ['new', 'modified', 'deleted', 'conflict'].includes(file.state) && (!wanted || wanted.has(file.path)),
  );
}

function baseAsRemote(state: WorkingState): Pick<FilePage, 'items'> {
  return { items: Object.entries(state.files).map(([path, { blob }]) => ({ path, blob, size: 0 })) };
}

function setBase(state: WorkingState, path: string, blob: string | undefined): void {
  if (blob === undefined) delete state.files[path];
  else state.files[path] = { blob };
}
