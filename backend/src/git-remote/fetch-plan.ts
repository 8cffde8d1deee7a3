import type { EntityManager } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import type { DeepenRequest, FetchRequest } from './fetch-request';
import { FetchRefusedError } from './git-problems';
import { knownCommits, type MissingCommits, missingCommits } from './missing-commits';
import type { PackOrder } from './pack-contents';
import { BRANCHES, projectRefs, TAGS } from './project-refs';
import { type Boundary, type Deepening, shallowBoundary } from './shallow-boundary';
import { annotatedTags, type WantedObjects, wantedObjects } from './wanted-objects';

/** What a client gets. */
export interface FetchPlan {
  /** Which of its commits are the project's as well. */
  readonly common: readonly string[];
  /** More of them would not make the pack smaller. */
  readonly ready: boolean;
  /** Where its history is to end; undefined where that is no question. */
  readonly boundary: Boundary | undefined;
  readonly order: PackOrder;
}

/** @throws FetchRefusedError for what is not there. */
export async function planFetch(
  manager: EntityManager,
  project: AccessedProject,
  request: FetchRequest,
): Promise<FetchPlan> {
  const wanted = await wantedObjects(manager, project.id, request.wants);
  const known = await knownCommits(manager, project.id, [...request.haves, ...request.shallow]);
  const common = [...new Set(request.haves)].filter((id) => known.has(id));
  const shallow = [...new Set(request.shallow)].filter((id) => known.has(id));
  const deepening = await deepeningOf(manager, project, request.deepen);
  const boundary = await shallowBoundary(manager, project.id, { wants: wanted.commits, shallow, deepening });
  const missing = await missingCommits(manager, project.id, {
    wants: [...wanted.commits, ...boundary.wants],
    haves: common,
    cut: boundary.cut,
  });
  const tags = await tagsFor(manager, project.id, { request, wanted, missing });
  return {
    common,
    ready: common.length > 0 && missing.connected,
    boundary: deepening === undefined && request.shallow.length === 0 ? undefined : boundary,
    order: { ...wanted, tags, commits: missing.commits, filter: request.filter },
  };
}

/** Those that are asked for, and those of the commits that are sent where the client wants them as well. */
async function tagsFor(
  manager: EntityManager,
  projectId: string,
  { request, wanted, missing }: { request: FetchRequest; wanted: WantedObjects; missing: MissingCommits },
): Promise<readonly string[]> {
  if (!request.options.has('include-tag')) return wanted.tags;
  const sent = new Set(missing.commits.map(({ id }) => id));
  const along = (await annotatedTags(manager, projectId)).filter(({ commit }) => sent.has(commit));
  return [...new Set([...wanted.tags, ...along.map(({ id }) => id)])];
}

async function deepeningOf(
  manager: EntityManager,
  project: AccessedProject,
  deepen: DeepenRequest | undefined,
): Promise<Deepening | undefined> {
  if (deepen === undefined) return undefined;
  const { depth, relative, since, not } = deepen;
  if (depth !== undefined) return { depth, relative };
  if (not.length === 0) return { since, not };
  const { refs } = await projectRefs(manager, project);
  const byName = new Map(refs.map((ref) => [ref.name, ref]));
  const commits = not.map((name) => {
    const ref = byName.get(name) ?? byName.get(BRANCHES + name) ?? byName.get(TAGS + name);
    if (ref === undefined) throw new FetchRefusedError(`there is no branch or tag "${name.slice(0, 60)}"`);
    return ref.peeled ?? ref.id;
  });
  return { since, not: [...new Set(commits)] };
}
