import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectId } from '@prompthub/protocol';
import { z } from 'zod';
import { writeFileAtomically } from './atomic-file';
import { parseJson } from './parse-json';

export const STATE_FOLDER = '.prompthub';
export const STATE_FILE = 'state.json';

const queuedCommit = z.object({
  id: z.string(),
  message: z.string(),
  createdAt: z.string(),
  changes: z.array(z.object({ path: z.string(), blob: objectId.nullable() })).readonly(),
});
/** A commit that the hub does not have yet. */
export interface QueuedCommit {
  /** Ours, and no id of Git's: that one comes to be at the hub. */
  readonly id: string;
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Blob ids of the texts that `QueuedTexts` keeps; null: the file is deleted. */
  readonly changes: readonly { readonly path: string; readonly blob: string | null }[];
}

const branchState = {
  branch: z.string(),
  /** The hub's commit that all files here are at, or were changed from. */
  commit: objectId.optional(),
  /** Commits that went from here to the hub since: what others had there before them was not pulled. */
  published: z.array(objectId).default([]),
  /** What each file was when it last equalled the hub's. */
  files: z.record(z.string(), z.object({ blob: objectId })),
  /** Unsent commits, oldest first. */
  queue: z.array(queuedCommit).default([]),
  /** The first of the queue is on its way to the hub, on top of `parent`: whether it got there is not known yet. */
  sending: z.object({ parent: objectId.nullable() }).optional(),
};
/** What is known of a branch that was left with unsent commits: `files` has those that they change. */
export type ParkedBranch = z.infer<z.ZodObject<typeof branchState>>;

/**
 * A file that is to be written (the text `staged` in the folder `tmp`) or deleted (`to: null`), if it still is `from`. Otherwise
 * `base` is what we know of it.
 */
const fileStep = z.object({
  path: z.string(),
  from: objectId.nullable(),
  to: objectId.nullable(),
  /** A name that `carryOut` made: the state may have come with somebody's repository, and must lead nowhere else. */
  staged: z.uuid().optional(),
  base: objectId.optional(),
});
export type FileStep = z.infer<typeof fileStep>;

const schema = z.object({
  ...branchState,
  /** The first version knew one branch and no queue; the defaults make of it what it was. */
  version: z.union([z.literal(1), z.literal(2)]).transform(() => 2 as const),
  hub: z.string(),
  project: z.string(),
  /** The branch that `prompthub.yaml` named. When somebody writes another one there, that counts. */
  linked: z.string().optional(),
  parked: z.array(z.object(branchState)).default([]),
  /** What is still to be done to the files before they are as the state says. */
  pending: z.array(fileStep).optional(),
});
export type WorkingState = z.infer<typeof schema>;

/** What a state belongs to; `linked` is the branch that `prompthub.yaml` names, `branch` the one of the files if nothing is known. */
export interface WorkingStateKey {
  readonly hub: string;
  readonly project: string;
  readonly linked: string;
  readonly branch: string;
}

/** There are unsent commits here, but not for where `prompthub.yaml` leads. */
export class UnsentCommitsError extends Error {
  constructor({ hub, project }: Pick<WorkingState, 'hub' | 'project'>, count: number) {
    super(
      `${count === 1 ? 'A commit was' : `${count} commits were`} made here for ${project} at ${hub} and not sent yet, but prompthub.yaml now names another project or hub. ` +
        `Name that one again, then send or take back what is unsent.`,
    );
    this.name = 'UnsentCommitsError';
  }
}

/** A later version of the product wrote the state: it may have unsent commits that this one cannot read. */
export class NewerStateError extends Error {
  constructor(root: string) {
    super(
      `A newer version of PromptHub was used in ${root}, and this one cannot read what it left there. Nothing was touched; update this one.`,
    );
    this.name = 'NewerStateError';
  }
}

/**
 * The state beside `prompthub.yaml`. One that is missing, broken or of another project counts as empty: files are then
 * compared with the hub's alone, which never loses anything.
 * @throws UnsentCommitsError when one of another project has unsent commits, NewerStateError
 */
export async function readState(root: string, key: WorkingStateKey): Promise<WorkingState> {
  const found = await readAnyState(root);
  if (found === undefined) {
    await refuseNewerState(root);
    return emptyState(key);
  }
  if (found.hub !== key.hub || found.project !== key.project) {
    const unsent = [found, ...found.parked].flatMap(({ queue }) => queue);
    if (unsent.length > 0) throw new UnsentCommitsError(found, unsent.length);
    return emptyState(key);
  }
  return (found.linked ?? found.branch) === key.linked ? found : relinked(found, key.linked);
}

/** Whatever project it is for; undefined when there is none that can be read. */
export async function readAnyState(root: string): Promise<WorkingState | undefined> {
  return schema.safeParse(await parsedState(root)).data;
}

/** @throws NewerStateError */
export async function refuseNewerState(root: string): Promise<void> {
  if (newer.safeParse(await parsedState(root)).success) throw new NewerStateError(root);
}

const newer = z.object({ version: z.number().gt(2) });

async function parsedState(root: string): Promise<unknown> {
  const text = await readFile(join(root, STATE_FOLDER, STATE_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseJson(text);
}

export async function writeState(root: string, state: WorkingState): Promise<void> {
  await ignoreStateFolder(root);
  const file = join(root, STATE_FOLDER, STATE_FILE);
  await writeFileAtomically(file, `${JSON.stringify(state, null, 2)}\n`);
}

export function setBase(files: WorkingState['files'], path: string, blob: string | undefined): void {
  if (blob === undefined) delete files[path];
  else files[path] = { blob };
}

/** The branch that we leave, with what must not be forgotten of it; nothing when it has no unsent commits. */
export function park({ branch, commit, published, files, queue, sending }: WorkingState): ParkedBranch[] {
  if (queue.length === 0) return [];
  const paths = new Set(queue.flatMap(({ changes }) => changes.map(({ path }) => path)));
  const kept = Object.fromEntries(Object.entries(files).filter(([path]) => paths.has(path)));
  return [{ branch, commit, published, files: kept, queue, sending }];
}

function emptyState({ hub, project, linked }: WorkingStateKey): WorkingState {
  return {
    version: 2,
    hub,
    project,
    linked,
    branch: linked,
    published: [],
    files: {},
    queue: [],
    parked: [],
  };
}

/** Nobody knows which branch the files here are of, so they are compared with the hub's alone. */
function relinked(state: WorkingState, linked: string): WorkingState {
  if (state.branch === linked) return { ...state, linked };
  const { queue = [], sending } = state.parked.find(({ branch }) => branch === linked) ?? {};
  const parked = [...state.parked.filter(({ branch }) => branch !== linked), ...park(state)];
  const { version, hub, project, pending } = state;
  return {
    ...{ version, hub, project, pending, linked, branch: linked },
    ...{ published: [], files: {}, queue, sending, parked },
  };
}

/** The state is this machine's own: Git must not pick it up. */
async function ignoreStateFolder(root: string): Promise<void> {
  const file = join(root, '.gitignore');
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.split(/\r?\n/).some((line) => /^\/?\.prompthub\/?$/.test(line.trim()))) return;
  await appendFile(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${STATE_FOLDER}/\n`);
}
