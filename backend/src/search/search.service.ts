import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { OrganizationPromptsQuery, PromptPage, PromptsQuery, PromptSummary } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { ProjectsService } from '../projects/projects.service';
import type { Place } from '../registry/prompt-sources';
import { branchNotFound } from '../registry/registry-problems';
import { branchHeads } from '../registry/searching/branch-heads';
import type { After, ListedView, PromptRow, Sort } from '../registry/searching/list-statement';
import { promptName } from '../registry/searching/prompt-document';
import { PromptIndex } from '../registry/searching/prompt-index';
import { PromptList } from '../registry/searching/prompt-list';
import { readQuestion } from '../registry/searching/search-question';
import { toSnippet } from '../registry/searching/snippets';
import type { ViewState } from '../registry/searching/view-rows';
import { environmentNotFound } from '../releases/release-problems';
import { RunningVersions } from '../releases/running-versions';

type ListedProject = Pick<AccessedProject, 'id' | 'slug' | 'defaultBranch'>;

/** Which list of each project is meant. */
interface Where {
  readonly branch?: string | undefined;
  readonly environment?: string | undefined;
}

/** Lists prompts of one project, or of all that somebody may read in an organization, and finds them by words. */
@Injectable()
export class SearchService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly projects: ProjectsService,
    private readonly running: RunningVersions,
    private readonly index: PromptIndex,
    private readonly prompts: PromptList,
  ) {}

  /** @throws ProblemError 404 when there is no such branch or environment. */
  async inProject(actor: Actor, place: Place, query: PromptsQuery): Promise<PromptPage> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const { branch, environment } = query;
    const views = await this.#views([project], query);
    if (views.length === 0 && environment !== undefined) throw environmentNotFound(environment);
    if (views.length === 0 && branch !== undefined && branch !== project.defaultBranch)
      throw branchNotFound(branch);
    return this.#page(views, query);
  }

  /** Projects without such an environment have nothing to list. */
  async inOrganization(
    actor: Actor,
    organization: string,
    query: OrganizationPromptsQuery,
  ): Promise<PromptPage> {
    const projects = await this.projects.readable(actor, organization);
    return this.#page(await this.#views(projects, query), query);
  }

  async #views(projects: readonly ListedProject[], { branch, environment }: Where): Promise<ListedView[]> {
    const found = new Map<string, string>();
    for (const [name, group] of Map.groupBy(
      projects,
      (project) => environment ?? branch ?? project.defaultBranch,
    )) {
      const ids = group.map(({ id }) => id);
      const read = (manager: EntityManager, wanted: readonly string[]): Promise<Map<string, ViewState>> =>
        environment === undefined
          ? branchHeads(
              manager,
              wanted.map((projectId) => ({ projectId, name })),
            )
          : this.running.of(manager, wanted, name);
      const views = await this.index.current(
        { kind: environment === undefined ? 'branch' : 'environment', name },
        await read(this.dataSource.manager, ids),
        async (manager, projectId) => (await read(manager, [projectId])).get(projectId),
      );
      for (const [projectId, view] of views) found.set(projectId, view);
    }
    return projects
      .flatMap(({ id, slug }) => {
        const view = found.get(id);
        return view === undefined ? [] : [{ id: view, slug }];
      })
      .sort((a, b) => (a.slug < b.slug ? -1 : 1));
  }

  async #page(views: readonly ListedView[], query: OrganizationPromptsQuery): Promise<PromptPage> {
    const { q, tag = [], owner, model, kind, cursor, limit } = query;
    const sort = query.sort ?? (q === undefined ? 'name' : 'rank');
    const after = cursor === undefined ? undefined : readCursor(sort, cursor);
    const question = q === undefined ? undefined : readQuestion(q);
    if (q !== undefined && question === undefined) return { items: [] };
    const filters = { tags: tag, owner, model, kind };
    const rows = await this.prompts.read({ views, question, filters, sort, after, limit: limit + 1 });
    return toPage(rows, { limit, item: toSummary, key: (row) => cursorOf(sort, row) });
  }
}

const text = z
  .string()
  .max(1024)
  .regex(/^[^\0]*$/);
/** PostgreSQL knows no year 0, and no ranks but those of single precision. */
const time = z.iso.datetime({ precision: 3 }).refine((value) => !value.startsWith('0000'));
const rank = z.number().min(0).max(1e6).transform(Math.fround);
const CURSORS = {
  name: z.tuple([z.literal('name'), z.null(), text, text]),
  updated: z.tuple([z.literal('updated'), time, text, text]),
  rank: z.tuple([z.literal('rank'), rank, text, text]),
};

/** A cursor belongs to what it is sorted by; with other filters it goes on from the same place. */
function readCursor(sort: Sort, cursor: string): After {
  const [, value, slug, path] = decodeCursor<z.ZodType<[Sort, string | number | null, string, string]>>(
    CURSORS[sort],
    cursor,
  );
  return { value, slug, path };
}

function cursorOf(sort: Sort, { slug, path, rank, updated_at }: PromptRow): unknown[] {
  const value = { name: null, updated: updated_at.toISOString(), rank }[sort];
  return [sort, value, slug, path];
}

function toSummary(row: PromptRow): PromptSummary {
  return {
    project: row.slug,
    path: row.path,
    name: promptName(row.path),
    blob: row.blob,
    partial: row.partial,
    ...(row.description === null ? {} : { description: row.description }),
    ...(row.owner === null ? {} : { owner: row.owner }),
    tags: row.tags,
    ...(row.model === null ? {} : { model: row.model }),
    commit: row.commit_id,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at.toISOString(),
    ...(row.headline === null ? {} : { snippet: toSnippet(row.headline) }),
  };
}
