import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { isPartial, isPrompt } from '@prompthub/core';
import type { PartialUser } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import { LeastRecentlyUsed } from '../common/least-recently-used';
import { findCommit } from './commit-index';
import { ObjectStore } from './object-store';
import { PartialIncludes } from './partial-includes';
import { fileNotFound, refNotFound } from './registry-problems';
import { listFiles } from './tree-reading';

export interface SourceFile {
  readonly path: string;
  readonly blob: string;
  readonly content: string;
}

/** A prompt with all that rendering it needs, of one version. */
export interface PromptBundle extends SourceFile {
  readonly commit: string;
  /** The partials that it reaches, by the names that it and they use. */
  readonly partials: Readonly<Record<string, SourceFile>>;
}

/** Characters kept in memory, and what a file weighs besides. */
const CACHED_CHARACTERS = 32 << 20;
const FILE_WEIGHT = 500;

/** Prompts and partials as they belong together, for other domains of the hub. They have asked `access`. */
@Injectable()
export class PromptBundles {
  readonly #bundles = new LeastRecentlyUsed<PromptBundle>(CACHED_CHARACTERS);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly objects: ObjectStore,
    private readonly includes: PartialIncludes,
  ) {}

  /**
   * From memory where it was read before: what a version holds never changes.
   * @throws ProblemError 404 when there is no such version, or no such file in it.
   */
  async read(
    project: Pick<AccessedProject, 'id'>,
    { path, commit }: { path: string; commit: string },
  ): Promise<PromptBundle> {
    const key = `${project.id}/${commit}/${path}`;
    const known = this.#bundles.get(key);
    if (known !== undefined) return known;
    const bundle = await this.#load(project.id, { path, commit });
    const sources = [bundle, ...Object.values(bundle.partials)];
    const weight = sources.reduce((sum, { content }) => sum + content.length + FILE_WEIGHT, 0);
    this.#bundles.set(key, bundle, weight);
    return bundle;
  }

  /** Paths of the prompts of a version, without the partials. */
  async promptsOf(project: Pick<AccessedProject, 'id'>, commit: string): Promise<string[]> {
    const files = await this.#files(project.id, commit);
    return [...files.keys()].filter((file) => isPrompt(file) && !isPartial(file));
  }

  /** Blobs of all files of a version, by path. */
  async filesOf(
    project: Pick<AccessedProject, 'id'>,
    commit: string,
    manager = this.dataSource.manager,
  ): Promise<ReadonlyMap<string, string>> {
    return this.#files(project.id, commit, manager);
  }

  /** Texts of blobs, by id. */
  async textsOf(
    project: Pick<AccessedProject, 'id'>,
    blobs: readonly string[],
    manager = this.dataSource.manager,
  ): Promise<ReadonlyMap<string, string>> {
    return this.objects.texts(manager, project.id, blobs);
  }

  /** Who includes the partial `path` in a version: prompts and partials, by path. Computed names are nobody's. */
  async usersOf(
    project: Pick<AccessedProject, 'id'>,
    { path, commit }: { path: string; commit: string },
  ): Promise<PartialUser[]> {
    const files = await this.#files(project.id, commit);
    if (!files.has(path)) throw fileNotFound(path, commit);
    const prompts = [...files.keys()].filter((file) => isPrompt(file) && file !== path);
    const reaches = await this.includes.reach(prompts, {
      files,
      texts: this.#texts(project.id),
      computed: false,
    });
    return prompts.flatMap((user) => {
      const reach = reaches.get(user);
      if (reach === undefined || ![...reach.found.values()].includes(path)) return [];
      return [{ path: user, direct: reach.direct.has(path) }];
    });
  }

  async #load(projectId: string, { path, commit }: { path: string; commit: string }): Promise<PromptBundle> {
    const files = await this.#files(projectId, commit);
    const blob = files.get(path);
    if (blob === undefined) throw fileNotFound(path, commit);
    const texts = this.#texts(projectId);
    const reaches = await this.includes.reach([path], { files, texts, computed: true });
    const partials = [...(reaches.get(path)?.found ?? [])].map(
      ([name, partial]) => [name, partial, files.get(partial) ?? ''] as const,
    );
    const contents = await texts([blob, ...partials.map(([, , id]) => id)]);
    const source = (file: string, id: string) => ({ path: file, blob: id, content: contents.get(id) ?? '' });
    return {
      ...source(path, blob),
      commit,
      partials: Object.fromEntries(partials.map(([name, file, id]) => [name, source(file, id)])),
    };
  }

  async #files(
    projectId: string,
    id: string,
    manager = this.dataSource.manager,
  ): Promise<Map<string, string>> {
    const commit = await findCommit(manager, projectId, id);
    if (commit === undefined) throw refNotFound(id);
    return listFiles(commit.tree, this.objects.trees(manager, projectId));
  }

  #texts(projectId: string) {
    return (ids: readonly string[]) => this.objects.texts(this.dataSource.manager, projectId, ids);
  }
}
