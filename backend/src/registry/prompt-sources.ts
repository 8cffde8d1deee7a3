import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { visiblePartials } from '@prompthub/core';
import type { DataSource, EntityManager } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import type { CommitRow } from './commit-index';
import { findHead } from './commit-index';
import { ObjectStore } from './object-store';
import { resolveRef } from './refs';
import { branchEmpty, fileNotFound } from './registry-problems';
import { findFiles, listFiles } from './tree-reading';

/** The project that a route names, by slugs. */
export interface Place {
  readonly organization: string;
  readonly project: string;
}

/** A prompt as one version has it. */
export interface PromptSource {
  readonly commit: string;
  readonly content: string;
  /** That version's own partials, by the names that the prompt may use. */
  readonly partials: Readonly<Record<string, string>>;
}

/** Prompts for other domains of the hub. They have asked `access`, each for its own permission. */
@Injectable()
export class PromptSources {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly objects: ObjectStore,
  ) {}

  /** @throws ProblemError 404 when there is no such version, or no such file in it. */
  async read(
    project: Pick<AccessedProject, 'id' | 'defaultBranch'>,
    { path, ref }: { path: string; ref?: string },
  ): Promise<PromptSource> {
    const { manager } = this.dataSource;
    const commit = await this.#commit(manager, project, ref ?? project.defaultBranch);
    const files = await listFiles(commit.tree, this.objects.trees(manager, project.id));
    const blob = files.get(path);
    if (blob === undefined) throw fileNotFound(path, commit.id);
    const partials = [...visiblePartials(path, files.keys())].map(
      ([name, partial]) => [name, files.get(partial) ?? ''] as const,
    );
    const blobs = [blob, ...partials.map(([, id]) => id)];
    const texts = await this.objects.texts(manager, project.id, blobs);
    return {
      commit: commit.id,
      content: texts.get(blob) ?? '',
      partials: Object.fromEntries(partials.map(([name, id]) => [name, texts.get(id) ?? ''])),
    };
  }

  /**
   * The id of the version that `ref` names.
   * @throws ProblemError 404 when there is none, or when `path` is given and not in it.
   */
  async locate(
    manager: EntityManager,
    project: Pick<AccessedProject, 'id' | 'defaultBranch'>,
    { ref, path }: { ref: string; path?: string | undefined },
  ): Promise<string> {
    const commit = await this.#commit(manager, project, ref);
    if (path === undefined) return commit.id;
    const found = await findFiles(commit.tree, [path], this.objects.trees(manager, project.id));
    if (!found.has(path)) throw fileNotFound(path, commit.id);
    return commit.id;
  }

  async #commit(
    manager: EntityManager,
    project: Pick<AccessedProject, 'id' | 'defaultBranch'>,
    ref: string,
  ): Promise<CommitRow> {
    if (ref !== project.defaultBranch) return resolveRef(manager, project.id, ref);
    const head = await findHead(manager, project.id, ref);
    if (head === undefined) throw branchEmpty(ref);
    return head;
  }
}
