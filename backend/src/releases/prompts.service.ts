import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { PromptQuery, ResolvedPrompt, UsedBy, UsedByQuery } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import { giveArm, type RunningExperiment } from '../experiments/running-experiment';
import { PromptBundles } from '../registry/prompt-bundles';
import { type Place, PromptSources } from '../registry/prompt-sources';
import { refNotFound } from '../registry/registry-problems';
import { labelNotFound, oneVersionWanted } from './release-problems';
import { UNDER_LABEL, type UnderLabelRow } from './release-statements';
import { RunningVersions } from './running-versions';

interface Found {
  readonly project: Pick<AccessedProject, 'id' | 'defaultBranch'>;
  readonly commit: string;
  readonly experiment?: RunningExperiment | undefined;
}

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
    const { path, environment, label, commit, key } = query;
    const asked = [environment, label, commit].filter((given) => given !== undefined);
    if (asked.length !== 1) throw oneVersionWanted();
    const found: Found =
      environment !== undefined
        ? await this.running.find(actor, place, 'project.read', { path, environment })
        : label !== undefined
          ? await this.#underLabel(actor, place, { path, label })
          : await this.#atCommit(actor, place, commit ?? '');
    const arm = giveArm(found.experiment, key);
    const bundle = await this.bundles.read(found.project, { path, commit: arm?.commit ?? found.commit });
    return {
      ...bundle,
      ...(await this.#experimentOf(found, query)),
      ...(environment === undefined ? {} : { environment }),
      ...(label === undefined ? {} : { label }),
    };
  }

  /** What is said of an experiment, to who asked with a key or for all arms. */
  async #experimentOf(
    { project, experiment }: Found,
    { path, key, arms }: PromptQuery,
  ): Promise<Pick<ResolvedPrompt, 'experiment'>> {
    if (experiment === undefined || (key === undefined && arms === undefined)) return {};
    const { id, traffic } = experiment;
    const arm = giveArm(experiment, key);
    const withPrompt = async ({ name, weight, commit }: RunningExperiment['arms'][number]) => {
      const { blob, content, partials } = await this.bundles.read(project, { path, commit });
      return { name, weight, prompt: { path, blob, content, commit, partials } };
    };
    const split = async () => ({ traffic, arms: await Promise.all(experiment.arms.map(withPrompt)) });
    return {
      experiment: {
        id,
        ...(arm === undefined ? {} : { arm: arm.arm }),
        ...(arms === undefined ? {} : { split: await split() }),
      },
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
  ): Promise<Found> {
    const read = { statement: UNDER_LABEL, values: [label, path] };
    const { project, row } = await this.access.projectWith<UnderLabelRow>(actor, place, 'project.read', read);
    if (row.commit === null) throw labelNotFound(label, path);
    return { project, commit: row.commit };
  }

  async #atCommit(actor: Actor, place: Place, id: string): Promise<Found> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const commit =
      id.length === 40 ? id : await this.sources.locate(this.dataSource.manager, project, { ref: id });
    // A branch may have a name that looks like the beginning of an id.
    if (!commit.startsWith(id)) throw refNotFound(id);
    return { project, commit };
  }
}
