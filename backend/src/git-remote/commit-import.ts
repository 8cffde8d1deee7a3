import type { GitCommit } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import type { CommitRow } from '../registry/commit-index';
import type { ObjectStore } from '../registry/object-store';
import { compareTrees, type ReadTree, type TreeDifference } from '../registry/tree-reading';
import { measureTree, type TreeSize } from '../registry/tree-size';
import { type BranchStep, type LinePlace, planLines } from './commit-lines';
import { insertCommits, insertLines, insertPaths } from './index-rows';
import { knownCommits } from './missing-commits';
import { PushRefusedError } from './push-refusals';
import { slices } from './slices';
import type { Unpacked } from './unpacking';

/** Commits that are compared with their parents, and written, at once. */
const AT_ONCE = 50;
/** Bytes of UTF-8 that the path of a file may have; the same as over the API. */
const MAX_PATH_BYTES = 1024;

export interface ImportRequest {
  readonly manager: EntityManager;
  readonly project: Pick<AccessedProject, 'id'>;
  readonly actor: Pick<Actor, 'userId' | 'email'>;
  readonly unpacked: Unpacked;
  /** The branches that move. */
  readonly steps: readonly BranchStep[];
  /** Where tags are to stand. */
  readonly tags: readonly string[];
}

/** A commit that others build on: its tree, and what that holds. */
interface Ground extends TreeSize {
  readonly tree: string;
}

/**
 * Writes the commits of a push that its branches lead to into the index, parents first.
 * @returns for each step the line that the branch goes on with.
 * @throws PushRefusedError when a step leads to what is no commit, ProblemError when a version is too large.
 */
export async function importCommits(
  request: ImportRequest,
  store: ObjectStore,
): Promise<{ branchLines: readonly string[]; added: number }> {
  const { manager, project, steps } = request;
  const fresh = await freshCommits(request);
  const stored = await storedRows(manager, project.id, [
    ...[...fresh.values()].flatMap(({ parents }) => parents.slice(0, 1)),
    ...steps.map(({ to }) => to),
  ]);
  const plan = planLines(new Map([...fresh].map(([id, { parents }]) => [id, parents[0]])), steps, (id) =>
    placeOf(stored, id),
  );
  await insertLines(manager, project.id, plan.lines);
  const writer = new CommitWriter(request, store, stored);
  for (const batch of slices([...fresh], AT_ONCE)) {
    await writer.write(batch, (id) => plan.places.get(id) ?? placeOf(stored, id));
  }
  return { branchLines: plan.branchLines, added: fresh.size };
}

/** Commits of the pack that branches and tags lead to and the index has not, parents before children. */
async function freshCommits(request: ImportRequest): Promise<Map<string, GitCommit>> {
  const { manager, project, unpacked, steps, tags } = request;
  const known = await knownCommits(manager, project.id, [...unpacked.commits.keys()]);
  const fresh = new Map<string, GitCommit>();
  const open = [...tags, ...steps.map(({ to }) => to)];
  const entered = new Set<string>();
  for (let id = open.at(-1); id !== undefined; id = open.at(-1)) {
    const commit = known.has(id) || fresh.has(id) ? undefined : unpacked.commits.get(id);
    // Its parents have been seen to be there when the objects were checked.
    if (commit === undefined || entered.has(id)) {
      open.pop();
      if (commit !== undefined) fresh.set(id, commit);
      continue;
    }
    entered.add(id);
    open.push(...commit.parents.filter((parent) => !entered.has(parent)));
  }
  return fresh;
}

type StoredRow = Pick<CommitRow, 'id' | 'line_id' | 'position' | 'tree' | 'file_count' | 'total_bytes'>;

async function storedRows(
  manager: EntityManager,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, StoredRow>> {
  const rows = await manager.query<StoredRow[]>(
    `SELECT id, line_id, position, tree, file_count, total_bytes FROM commits
     WHERE project_id = $1 AND id = ANY ($2)`,
    [projectId, [...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function placeOf(stored: ReadonlyMap<string, StoredRow>, id: string): LinePlace {
  const row = stored.get(id);
  if (row === undefined) throw new Error(`commit ${id} is not in the index`);
  return { line: row.line_id, position: row.position };
}

/** Writes commits with what each changed and how large it left the project. */
class CommitWriter {
  readonly #request: ImportRequest;
  readonly #store: ObjectStore;
  readonly #readTree: ReadTree;
  readonly #grounds: Map<string, Ground>;
  readonly #sizes = new Map<string, number>();

  constructor(request: ImportRequest, store: ObjectStore, stored: ReadonlyMap<string, StoredRow>) {
    this.#request = request;
    this.#store = store;
    this.#readTree = store.trees(request.manager, request.project.id);
    this.#grounds = new Map(
      [...stored.values()].map(({ id, tree, file_count, total_bytes }) => [
        id,
        { tree, files: file_count, bytes: Number(total_bytes) },
      ]),
    );
  }

  async write(
    commits: readonly (readonly [string, GitCommit])[],
    placeOf: (id: string) => LinePlace,
  ): Promise<void> {
    const { manager, project, actor } = this.#request;
    // One look for all of them: what follows finds their trees in memory.
    await this.#readTree(commits.map(([, { tree }]) => tree));
    const rows = [];
    const paths = [];
    for (const [id, commit] of commits) {
      const before = this.#grounds.get(commit.parents[0] ?? '');
      const differences = await compareTrees(before?.tree, commit.tree, this.#readTree);
      const size = await measureTree(
        before && { file_count: before.files, total_bytes: String(before.bytes) },
        differences,
        (blobs) => this.#sizesOf(blobs),
      );
      this.#grounds.set(id, { tree: commit.tree, ...size });
      assertPaths(id, differences);
      const place = placeOf(id);
      rows.push({ id, commit, place, size });
      paths.push(...differences.map((difference) => ({ ...place, commit: id, ...difference })));
    }
    await insertCommits(manager, { projectId: project.id, actor }, rows);
    await insertPaths(manager, paths);
  }

  async #sizesOf(blobs: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { manager, project, unpacked } = this.#request;
    const missing: string[] = [];
    for (const id of blobs) {
      const size = unpacked.objects.get(id)?.size;
      if (size !== undefined) this.#sizes.set(id, size);
      else if (!this.#sizes.has(id)) missing.push(id);
    }
    if (missing.length > 0)
      for (const [id, size] of await this.#store.sizes(manager, project.id, missing))
        this.#sizes.set(id, size);
    return this.#sizes;
  }
}

function assertPaths(commit: string, differences: readonly TreeDifference[]): void {
  const long = differences.find(({ path }) => Buffer.byteLength(path) > MAX_PATH_BYTES);
  if (long === undefined) return;
  throw new PushRefusedError(undefined, `commit ${commit.slice(0, 10)} has a path of more than 1,024 bytes`, [
    `It begins with ${long.path.slice(0, 100)}`,
  ]);
}
