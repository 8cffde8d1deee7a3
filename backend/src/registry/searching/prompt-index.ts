import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { isPrompt } from '@prompthub/core';
import type { DataSource, EntityManager } from 'typeorm';
import type { AccessedProject } from '../../access/access.service';
import { Turns } from '../../common/turns';
import { type CommitRow, findCommits } from '../commit-index';
import { ObjectStore } from '../object-store';
import { compareTrees, findFiles } from '../tree-reading';
import { type EntryChange, writeEntries } from './entry-writing';
import {
  dropResting,
  dropView,
  findViews,
  lockFreeView,
  lockView,
  moveView,
  sameState,
  type ViewKey,
  type ViewRow,
  type ViewState,
} from './view-rows';

/** Says where a view is to stand, as the transaction sees it; undefined when there is no such branch or environment. */
export type ReadState = (manager: EntityManager, projectId: string) => Promise<ViewState | undefined>;

/**
 * Keeps the lists of prompts that are searched, in step with the versions that they are made of. The default branch's moves with
 * the branch, in its transaction; any other, and one that is not there yet, is brought there by whoever asks for it. Moving
 * costs what has changed.
 */
@Injectable()
export class PromptIndex {
  readonly #turns = new Turns();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly objects: ObjectStore,
  ) {}

  /**
   * To be called in every transaction that moves a branch, after it. Whoever publishes neither makes a list nor waits for those who
   * are making it, which may take long: then it is behind, and whoever asks for it sees that.
   */
  async branchMoved(
    manager: EntityManager,
    project: Pick<AccessedProject, 'id' | 'defaultBranch'>,
    { name, head }: { name: string; head: string },
  ): Promise<void> {
    if (name !== project.defaultBranch) return;
    const view = await lockFreeView(manager, { projectId: project.id, kind: 'branch', name });
    if (view !== undefined) await this.#move(manager, { view, projectId: project.id }, { head, own: {} });
  }

  /**
   * The ids of the views, by project, each as of `wanted` or later.
   * @param read says it once more, for a view that has to be brought there, when nobody else can move it
   */
  async current(
    { kind, name }: Pick<ViewKey, 'kind' | 'name'>,
    wanted: ReadonlyMap<string, ViewState>,
    read: ReadState,
  ): Promise<Map<string, string>> {
    const known = await findViews(this.dataSource.manager, { kind, name }, [...wanted.keys()]);
    const ids = new Map<string, string>();
    for (const [projectId, state] of wanted) {
      const view = known.get(projectId);
      const id =
        view !== undefined && sameState(view, state)
          ? view.id
          : await this.#bring({ projectId, kind, name }, (manager) => read(manager, projectId));
      if (id !== undefined) ids.set(projectId, id);
    }
    return ids;
  }

  /** One at a time in this hub, so that those who wait for a long list do not hold the database's connections meanwhile. */
  #bring(
    key: ViewKey,
    read: (manager: EntityManager) => Promise<ViewState | undefined>,
  ): Promise<string | undefined> {
    return this.#turns.take(`${key.projectId}/${key.kind}/${key.name}`, () =>
      this.dataSource.transaction(async (manager) => {
        const id = await this.#follow(manager, key, read);
        await dropResting(manager, key.projectId);
        return id;
      }),
    );
  }

  async #follow(
    manager: EntityManager,
    key: ViewKey,
    read: (manager: EntityManager) => Promise<ViewState | undefined>,
  ): Promise<string | undefined> {
    const view = await lockView(manager, key);
    const state = await read(manager);
    // Deleted meanwhile: the list that was made here for it would stay behind.
    if (state === undefined) await dropView(manager, view.id);
    else await this.#move(manager, { view, projectId: key.projectId }, state);
    return state === undefined ? undefined : view.id;
  }

  /** The view is locked. */
  async #move(
    manager: EntityManager,
    { view, projectId }: { view: ViewRow; projectId: string },
    state: ViewState,
  ): Promise<void> {
    if (sameState(view, state)) return;
    const changes = await this.#changes(manager, projectId, { from: view, to: state });
    await writeEntries(manager, { id: view.id, projectId }, changes);
    await moveView(manager, view.id, state);
  }

  /** The prompts that differ. Of trees only those are opened that do; whoever has a version of their own does not follow. */
  async #changes(
    manager: EntityManager,
    projectId: string,
    { from, to }: { from: ViewState; to: ViewState },
  ): Promise<EntryChange[]> {
    const moved = [...new Set([...Object.keys(from.own), ...Object.keys(to.own)])].filter(
      (path) => from.own[path] !== to.own[path],
    );
    const commits = await this.#commits(manager, projectId, [
      from.head,
      to.head,
      ...moved.map((path) => to.own[path] ?? null),
    ]);
    const commitAt = (id: string | null) => (id === null ? undefined : commits.get(id));
    const readTree = this.objects.trees(manager, projectId);
    const head = commitAt(to.head);
    const differences = await compareTrees(commitAt(from.head)?.tree, head?.tree, readTree);
    const changes = new Map<string, EntryChange>();
    for (const { path, to: blob } of differences) {
      if (isPrompt(path) && to.own[path] === undefined) changes.set(path, { path, blob, from: head });
    }
    for (const path of moved) {
      const commit = commitAt(to.own[path] ?? to.head);
      const files = await findFiles(commit?.tree, [path], readTree);
      changes.set(path, { path, blob: files.get(path), from: commit });
    }
    return [...changes.values()];
  }

  async #commits(
    manager: EntityManager,
    projectId: string,
    ids: readonly (string | null)[],
  ): Promise<Map<string, CommitRow>> {
    const wanted = [...new Set(ids.filter((id) => id !== null))];
    const rows = await findCommits(manager, projectId, wanted);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
