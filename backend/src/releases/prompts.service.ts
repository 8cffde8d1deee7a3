import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { PromptQuery, ResolvedPrompt, UsedBy, UsedByQuery } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import { PromptBundles } from '../registry/prompt-bundles';
import { type Place, PromptSources } from '../registry/prompt-sources';
import { refNotFound } from '../registry/registry-problems';
import { labelNotFound, oneVersionWanted } from './release-problems';
import { UNDER_LABEL, type UnderLabelRow } from './release-statements';
import { RunningVersions } from './running-versions';

type ProjectKey = Pick<AccessedProject, 'id' | 'defaultBranch'>;

/** What applications ask for: a prompt, as an environment, a label or a commit has it. */
@Injectable()
export class PromptsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly bundles: PromptBundles,
    private readonly sources: PromptSources,
    private readonly running: RunningVersions,
  ) {}

  /** Who may read, and where the pointer stands, is asked each time, in one statement; texts come from memory. */
  async resolve(actor: Actor, place: Place, query: PromptQuery): Promise<ResolvedPrompt> {
    const { path, environment, label, commit } = query;
    const asked = [environment, label, commit].filter((given) => given !== undefined);
    if (asked.length !== 1) throw oneVersionWanted();
    const found =
      environment !== undefined
        ? await this.running.find(actor, place, 'project.read', { path, environment })
        : label !== undefined
          ? await this.#underLabel(actor, place, { path, label })
          : await this.#atCommit(actor, place, commit ?? '');
    const bundle = await this.bundles.read(found.project, { path, commit: found.commit });
    return {
      ...bundle,
      ...(environment === undefined ? {} : { environment }),
      ...(label === undefined ? {} : { label }),
    };
  }

  /** Who includes a partial, itself or through others; in the version `ref`, default the default branch's newest. */
  async usedBy(actor: Actor, place: Place, { path, ref }: UsedByQuery): Promise<UsedBy> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const commit = await this.sources.locate(this.dataSource.manager, project, {
      ref: ref ?? project.defaultBranch,
    });
    return { path, commit, items: await this.bundles.usersOf(project, { path, commit }) };
  }

  async #underLabel(
    actor: Actor,
    place: Place,
    { path, label }: { path: string; label: string },
  ): Promise<{ project: ProjectKey; commit: string }> {
    const read = { statement: UNDER_LABEL, values: [label, path] };
    const { project, row } = await this.access.projectWith<UnderLabelRow>(actor, place, 'project.read', read);
    if (row.commit === null) throw labelNotFound(label, path);
    return { project, commit: row.commit };
  }

  async #atCommit(actor: Actor, place: Place, id: string): Promise<{ project: ProjectKey; commit: string }> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const commit =
      id.length === 40 ? id : await this.sources.locate(this.dataSource.manager, project, { ref: id });
    // A branch may have a name that looks like the beginning of an id.
    if (!commit.startsWith(id)) throw refNotFound(id);
    return { project, commit };
  }
}
