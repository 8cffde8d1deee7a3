import { randomUUID } from 'node:crypto';
import type { FilePage } from '@prompthub/protocol';
import { HubError } from '../errors';
import { allPages } from '../listing';
import type { ProjectClient } from '../project-client';
import { queuedPaths, tipOf } from './commit-queue';
import { compareFiles, lastSeen } from './compare-files';
import type { CopyParts } from './copy-parts';
import { fetchTexts } from './fetch-texts';
import { carryOut, type NewFile } from './file-steps';
import { isSafePath } from './safe-path';
import { park, setBase, type QueuedCommit, type WorkingState, writeState } from './working-state';

export interface SwitchOptions {
  readonly signal?: AbortSignal;
  /** Told how many texts have come of how many that are needed, at first with none. */
  readonly onProgress?: (fetched: number, total: number) => void;
}

export interface SwitchResult {
  /** The branch that we are on now. */
  readonly branch: string;
  readonly created: boolean;
  readonly written: readonly string[];
  readonly deleted: readonly string[];
  /** Uncommitted changes that came along. */
  readonly carried: readonly string[];
  /** Changed here while we switched, so they were left alone. */
  readonly conflicts: readonly string[];
  /** As a pull has them. */
  readonly refused: readonly string[];
  readonly notText: readonly string[];
  /** Files whose text in an unsent commit is missing or damaged in `.prompthub`: they are as the hub has them. */
  readonly lost: readonly string[];
  /** Unsent commits of the branch. */
  readonly queue: readonly QueuedCommit[];
}

/** Uncommitted changes would have to be put on files that the other branch has differently. */
export class SwitchRefusedError extends Error {
  readonly branch: string;
  readonly paths: readonly string[];
  constructor(branch: string, paths: readonly string[]) {
    super(
      `Changed here, and different on ${branch}: ${paths.join(', ')}. Commit or take back these changes first; nothing was touched.`,
    );
    this.name = 'SwitchRefusedError';
    this.branch = branch;
    this.paths = paths;
  }
}

/** The hub has no branch of that name. */
export class NoSuchBranchError extends Error {
  readonly branch: string;
  constructor(branch: string) {
    super(`There is no branch ${branch}. Create it from here, or choose another.`);
    this.name = 'NoSuchBranchError';
    this.branch = branch;
  }
}

/** Makes the files here those of another branch, with what was changed and not committed. */
export async function switchBranch(
  copy: CopyParts,
  state: WorkingState,
  { branch, signal, onProgress }: SwitchOptions & { branch: string },
): Promise<{ state: WorkingState; result: SwitchResult }> {
  const { link, project, texts } = copy;
  if (branch === state.branch)
    return { state, result: { ...NOTHING, branch, created: false, queue: state.queue } };
  const remote = await listingOf(project, branch, signal);
  const known = await withUnchangedFiles(copy, state, signal);
  const target = targetState(known, branch, remote);
  const plan = await planSwitch(copy, { from: known, to: target, remote });
  if (plan.refused.length > 0) throw new SwitchRefusedError(branch, plan.refused);
  const needed = plan.changing.flatMap(({ path, to }) => (to === undefined ? [] : [{ path, blob: to }]));
  const wanted = new Map(needed.map(({ path, blob }) => [path, blob]));
  const fetched = await fetchTexts(needed, {
    read: async (path) => {
      const content = await texts.get(wanted.get(path) ?? '');
      return content === undefined ? project.file(path, { ref: remote.commit, signal }) : { content };
    },
    onProgress,
  });
  for (const path of fetched.notText) setBase(target.files, path, undefined);
  const files = plan.changing
    .filter(({ path }) => !fetched.notText.has(path))
    .map(({ path, local }): NewFile => ({
      path,
      local,
      content: fetched.texts.get(path) ?? null,
      base: undefined,
    }));
  const { state: next, left } = await carryOut(link, target, files);
  const changed = files.filter(({ path }) => !left.includes(path));
  const result: SwitchResult = {
    ...{ branch, created: false, conflicts: left, queue: target.queue },
    ...{ carried: plan.carried, lost: plan.lost },
    written: changed.filter(({ content }) => content !== null).map(({ path }) => path),
    deleted: changed.filter(({ content }) => content === null).map(({ path }) => path),
    refused: remote.items.map(({ path }) => path).filter((path) => !isSafePath(path)),
    notText: [...fetched.notText].sort(),
  };
  return { state: next, result };
}

/**
 * A branch that begins where the one that we are on is at the hub. No file changes; unsent commits are on both. One that is gone
 * at the hub, and was left here with unsent commits, is made again where they begin, and entered with them.
 */
export async function createBranchHere(
  copy: CopyParts,
  state: WorkingState,
  options: SwitchOptions & { branch: string },
): Promise<{ state: WorkingState; result: SwitchResult }> {
  const { link, project } = copy;
  const { branch } = options;
  const left = state.parked.find((one) => one.branch === branch);
  await project.createBranch({ name: branch, from: left?.commit ?? state.branch });
  if (left !== undefined) {
    const entered = await switchBranch(copy, state, options);
    return { ...entered, result: { ...entered.result, created: true } };
  }
  const queue = state.queue.map((commit) => ({ ...commit, id: randomUUID() }));
  const next = { ...state, branch, queue, parked: [...state.parked, ...park(state)] };
  await writeState(link.root, next);
  return { state: next, result: { ...NOTHING, branch, created: true, queue } };
}

const NOTHING = { written: [], deleted: [], carried: [], conflicts: [], refused: [], notText: [], lost: [] };

async function listingOf(project: ProjectClient, name: string, signal?: AbortSignal): Promise<FilePage> {
  for await (const branch of allPages((cursor) => project.branches({ cursor, signal }))) {
    if (branch.name === name) return project.files({ ref: branch.head, signal });
  }
  throw new NoSuchBranchError(name);
}

/** Of a fresh clone nothing is known yet: what equals the hub's is not changed here. */
async function withUnchangedFiles(
  { link, project }: CopyParts,
  state: WorkingState,
  signal?: AbortSignal,
): Promise<WorkingState> {
  const seen = await compareFiles(link, state, lastSeen(state));
  const unknown = seen.filter(({ tip, base, local }) => local !== undefined && (tip ?? base) === undefined);
  if (unknown.length === 0) return state;
  const { items } = await project.files({ ref: state.branch, signal }).catch((error: unknown) => {
    if (error instanceof HubError && error.status === 404) return { items: [] };
    throw error;
  });
  const files = { ...state.files };
  for (const { path, local } of unknown) {
    if (items.some((item) => item.path === path && item.blob === local)) setBase(files, path, local);
  }
  return { ...state, files };
}

/** The state on the other branch: as the hub has it, but for the files that are in unsent commits of ours. */
function targetState(state: WorkingState, branch: string, remote: FilePage): WorkingState {
  const left = state.parked.find((one) => one.branch === branch);
  const files: WorkingState['files'] = {};
  const queued = queuedPaths(left?.queue ?? []);
  for (const { path, blob } of remote.items) if (isSafePath(path)) setBase(files, path, blob);
  const there = new Map(remote.items.map(({ path, blob }) => [path, blob]));
  const moved = [...queued].filter((path) => left?.files[path]?.blob !== there.get(path));
  for (const path of moved) setBase(files, path, left?.files[path]?.blob);
  const { version, hub, project, linked } = state;
  return {
    ...{ version, hub, project, linked, branch, files },
    ...{ queue: left?.queue ?? [], sending: left?.sending },
    ...(left !== undefined && moved.length > 0
      ? { commit: left.commit, published: left.published }
      : { commit: remote.commit, published: [] }),
    parked: [...state.parked.filter((one) => one.branch !== branch), ...park(state)],
  };
}

interface SwitchPlan {
  /** Files that were not changed here, and what they are to be. */
  readonly changing: {
    readonly path: string;
    readonly local: string | undefined;
    readonly to: string | undefined;
  }[];
  readonly carried: string[];
  readonly refused: string[];
  readonly lost: string[];
}

async function planSwitch(
  { link, texts }: CopyParts,
  { from, to, remote }: { from: WorkingState; to: WorkingState; remote: FilePage },
): Promise<SwitchPlan> {
  const plan: SwitchPlan = { changing: [], carried: [], refused: [], lost: [] };
  const there = new Map(remote.items.map(({ path, blob }) => [path, blob]));
  const both = [...(await compareFiles(link, from, remote)), ...(await compareFiles(link, to, remote))];
  for (const [path, local] of new Map(both.map((file) => [file.path, file.local]))) {
    const [before, tip] = [tipOf(from, path), tipOf(to, path)];
    if (local === tip) continue;
    const lost = tip !== undefined && tip !== there.get(path) && (await texts.get(tip)) === undefined;
    if (lost) plan.lost.push(path);
    const after = lost ? there.get(path) : tip;
    if (local === after) continue;
    if (local === before) plan.changing.push({ path, local, to: after });
    else (before === after ? plan.carried : plan.refused).push(path);
  }
  return plan;
}
