import { isUtf8 } from 'node:buffer';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  type BranchList,
  type CommitDetail,
  type CommitPage,
  type Diff,
  filePath,
  type FilePage,
  type FileVersion,
  type GitObject,
  type PageQuery,
} from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { LeastRecentlyUsed } from '../common/least-recently-used';
import { prepared } from '../database/prepared';
import { toBranch } from './branches/branch-view';
import {
  changesOf,
  type CommitRow,
  everyCommit,
  findCommit,
  findHead,
  history,
  type HistoryQuery,
  listBranches,
  pathHistory,
} from './commit-index';
import { toCommit, toCommitDetail } from './commit-view';
import { type HeadRow, MAY_READ, MAY_READ_BRANCH, READ_FILE, type ReadFileRow } from './file-statements';
import { ObjectStore } from './object-store';
import type { Place } from './prompt-sources';
import { isFullId, resolveRef } from './refs';
import { branchEmpty, fileNotFound, objectNotFound, refNotFound } from './registry-problems';
import { compareTrees, findFiles, listFiles, type ReadTree } from './tree-reading';
import { followedHistory, type FollowQuery } from './tracing/followed-history';
import { VersionDiff } from './version-diff';

const id = z.string().regex(/^[0-9a-f]{40}$/);
const cursorKey = z.tuple([id, z.int().positive(), filePath.optional()]);
const graphCursorKey = z.tuple([z.int(), id]);

/** Characters of files kept in memory, and what an entry weighs besides. */
const CACHED_CHARACTERS = 16 << 20;
const ENTRY_WEIGHT = 500;

/** Reads versions. */
@Injectable()
export class ReadingService {
  readonly #files = new LeastRecentlyUsed<FileVersion>(CACHED_CHARACTERS);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly objects: ObjectStore,
    private readonly versionDiff: VersionDiff,
  ) {}

  async branches(actor: Actor, place: Place): Promise<BranchList> {
    const project = await this.#project(actor, place);
    const rows = await listBranches(this.dataSource.manager, project.id);
    return { items: rows.map(toBranch) };
  }

  /** Every file of a version. A branch without versions has none, and no commit. */
  async files(actor: Actor, place: Place, ref: string | undefined): Promise<FilePage> {
    const project = await this.#project(actor, place);
    const { manager } = this.dataSource;
    const asked = ref ?? project.defaultBranch;
    const commit = await this.#find(project, asked);
    if (commit === undefined) return { ref: asked, items: [] };
    const files = await listFiles(commit.tree, this.#trees(project));
    const sizes = await this.objects.sizes(manager, project.id, [...files.values()]);
    const items = [...files].map(([path, blob]) => ({ path, blob, size: sizes.get(blob) ?? 0 }));
    return { ref: asked, commit: commit.id, items };
  }

  /** One file of one version. */
  async file(actor: Actor, place: Place, query: { path: string; ref?: string }): Promise<FileVersion> {
    const { project, row } = await this.access.projectWith<HeadRow>(
      actor,
      place,
      'project.read',
      isFullId(query.ref)
        ? { statement: MAY_READ, values: [] }
        : { statement: MAY_READ_BRANCH, values: [query.ref ?? null] },
    );
    const commit = isFullId(query.ref) ? query.ref : row.head;
    return commit === null
      ? this.#fileTheSlowWay(project, query)
      : this.#fileOfCommit(project, { path: query.path, ref: commit });
  }

  /**
   * Versions that led to `ref`, newest first; with `path`, those that changed it, and with `follow` also what it was called
   * before. The cursor stays with its head.
   */
  async history(
    actor: Actor,
    place: Place,
    query: PageQuery & { path?: string; ref?: string; follow?: boolean },
  ): Promise<CommitPage> {
    const project = await this.#project(actor, place);
    const start = await this.#historyStart(project, query);
    if (start === undefined) return { items: [] };
    const { path = query.path, from, before } = start;
    const asked = { from, before, limit: query.limit + 1 };
    if (path !== undefined && query.follow === true) return this.#followed(project, { ...asked, path });
    const { manager } = this.dataSource;
    const rows: (CommitRow & { after?: string | null })[] =
      path === undefined ? await history(manager, asked) : await pathHistory(manager, path, asked);
    return toPage(rows, {
      limit: query.limit,
      item: (row) => ({ ...toCommit(row), ...(typeof row.after === 'string' ? { blob: row.after } : {}) }),
      key: (row) => [from.id, row.position],
    });
  }

  /** Every version, on whatever branch it was made and also when no branch has it any more; no parent comes before its children. */
  async graph(actor: Actor, place: Place, { cursor, limit }: PageQuery): Promise<CommitPage> {
    const project = await this.#project(actor, place);
    const before = cursor === undefined ? undefined : decodeCursor(graphCursorKey, cursor);
    const rows = await everyCommit(this.dataSource.manager, project.id, { before, limit: limit + 1 });
    return toPage(rows, { limit, item: toCommit, key: (row) => [row.corrected_seconds, row.id] });
  }

  async commit(actor: Actor, place: Place, id: string): Promise<CommitDetail> {
    const project = await this.#project(actor, place);
    const commit = await resolveRef(this.dataSource.manager, project.id, id);
    return toCommitDetail(commit, await changesOf(this.dataSource.manager, commit));
  }

  /** What changed from one version to another; without `from`, what `to` changed itself. */
  async diff(
    actor: Actor,
    place: Place,
    query: { from?: string; to?: string; path?: string },
  ): Promise<Diff> {
    const project = await this.#project(actor, place);
    const { manager } = this.dataSource;
    const to = await this.#resolve(project, query.to);
    const from =
      query.from === undefined
        ? await findCommit(manager, project.id, to.parents[0] ?? '')
        : await resolveRef(manager, project.id, query.from);
    const all = await compareTrees(from?.tree, to.tree, this.#trees(project));
    const differences = query.path === undefined ? all : all.filter(({ path }) => path === query.path);
    const files = await this.versionDiff.files(project.id, differences);
    return { ...(from === undefined ? {} : { from: from.id }), to: to.id, files };
  }

  /** A Git object as it is stored. */
  async object(actor: Actor, place: Place, id: string): Promise<GitObject> {
    const project = await this.#project(actor, place);
    const object = await this.objects.read(this.dataSource.manager, project.id, id);
    if (object === undefined) throw objectNotFound(id);
    return object;
  }

  async #project(actor: Actor, place: Place): Promise<AccessedProject> {
    return (await this.access.project(actor, place.organization, place.project, 'project.read')).project;
  }

  #trees(project: { id: string }): ReadTree {
    return this.objects.trees(this.dataSource.manager, project.id);
  }

  /** The commit of a ref; undefined for the default branch while it has none. */
  async #find(project: ProjectKey, ref: string): Promise<CommitRow | undefined> {
    const { manager } = this.dataSource;
    if (ref === project.defaultBranch) return findHead(manager, project.id, ref);
    return resolveRef(manager, project.id, ref);
  }

  async #resolve(project: ProjectKey, ref: string | undefined): Promise<CommitRow> {
    const asked = ref ?? project.defaultBranch;
    const commit = await this.#find(project, asked);
    if (commit === undefined) throw branchEmpty(asked);
    return commit;
  }

  async #historyStart(
    project: ProjectKey,
    { ref, cursor }: { ref?: string; cursor?: string },
  ): Promise<(Omit<HistoryQuery, 'limit'> & { path?: string }) | undefined> {
    if (cursor === undefined) {
      const from = await this.#find(project, ref ?? project.defaultBranch);
      return from === undefined ? undefined : { from, before: undefined };
    }
    const [head, before, path] = decodeCursor(cursorKey, cursor);
    const from = await findCommit(this.dataSource.manager, project.id, head);
    if (from === undefined) throw refNotFound(head);
    return { from, before, ...(path === undefined ? {} : { path }) };
  }

  async #followed(project: ProjectKey, query: FollowQuery): Promise<CommitPage> {
    const { manager } = this.dataSource;
    const repository = { manager, projectId: project.id, objects: this.objects };
    return toPage(await followedHistory(repository, query), {
      limit: query.limit - 1,
      item: ({ version, path, renamedFrom }) => ({
        ...toCommit(version),
        ...(version.after === null ? {} : { blob: version.after }),
        path,
        ...(renamedFrom === undefined ? {} : { renamedFrom }),
      }),
      key: ({ version, path, renamedFrom }) => [query.from.id, version.position, renamedFrom ?? path],
    });
  }

  async #fileOfCommit(
    project: ProjectKey,
    { path, ref }: { path: string; ref: string },
  ): Promise<FileVersion> {
    const key = `${project.id}/${ref}/${path}`;
    const known = this.#files.get(key);
    if (known !== undefined) return known;
    const [row] = await prepared<ReadFileRow>(this.dataSource, READ_FILE, [project.id, ref, path]);
    const file =
      row === undefined
        ? await this.#fileTheSlowWay(project, { path, ref })
        : { path, blob: row.blob, commit: ref, ...shown(row.content) };
    this.#files.set(key, file, file.content.length + (file.base64?.length ?? 0) + ENTRY_WEIGHT);
    return file;
  }

  async #fileTheSlowWay(project: ProjectKey, query: { path: string; ref?: string }): Promise<FileVersion> {
    const { manager } = this.dataSource;
    const commit = await this.#resolve(project, query.ref);
    const blob = (await findFiles(commit.tree, [query.path], this.#trees(project))).get(query.path);
    const stored = await this.objects.contents(manager, project.id, blob === undefined ? [] : [blob]);
    const content = stored.get(blob ?? '');
    if (blob === undefined || content === undefined) throw fileNotFound(query.path, commit.id);
    return { path: query.path, blob, commit: commit.id, ...shown(content) };
  }
}

function shown(content: Buffer): Pick<FileVersion, 'content' | 'base64'> {
  const text = { content: content.toString('utf8') };
  return isUtf8(content) ? text : { ...text, base64: content.toString('base64') };
}

type ProjectKey = Pick<AccessedProject, 'id' | 'defaultBranch'>;
