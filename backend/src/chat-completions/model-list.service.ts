import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';
import { PromptBundles } from '../registry/prompt-bundles';
import type { Place } from '../registry/prompt-sources';
import { type Deployed, RunningVersions } from '../releases/running-versions';
import { promptNameOf } from './prompt-name';

/** OpenAI's list has no pages. */
const MAX_MODELS = 1000;
const MAX_PROJECTS = 200;

export interface ModelList {
  readonly object: 'list';
  readonly data: {
    /** What `model` of a request says. */
    readonly id: string;
    readonly object: 'model';
    /** When it was deployed there, in seconds since 1970. */
    readonly created: number;
    readonly owned_by: string;
  }[];
}

/** The prompts that somebody may call, as OpenAI lists its models. */
@Injectable()
export class ModelListService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly running: RunningVersions,
    private readonly bundles: PromptBundles,
  ) {}

  /** What is deployed, by project and environment; the first thousand. */
  async list(actor: Actor): Promise<ModelList> {
    const projects = await this.access.projectsFor(actor, 'project.execute', MAX_PROJECTS);
    const ids = projects.map(({ id }) => id);
    const deployed = Map.groupBy(
      await this.running.deployed(this.dataSource.manager, ids),
      ({ projectId }) => projectId,
    );
    const data: ModelList['data'] = [];
    for (const { id, ...place } of projects)
      for (const environment of deployed.get(id) ?? []) {
        if (data.length >= MAX_MODELS) break;
        data.push(...(await this.#modelsOf(id, place, environment)));
      }
    return { object: 'list', data: data.slice(0, MAX_MODELS) };
  }

  async #modelsOf(id: string, place: Place, deployed: Deployed): Promise<ModelList['data']> {
    const { environment, head, own, since } = deployed;
    const whole = head === null ? [] : await this.bundles.promptsOf({ id }, head);
    const paths = [...new Set([...whole, ...Object.keys(own)])].sort();
    return paths.map((path) => ({
      id: promptNameOf(place, path, environment),
      object: 'model',
      created: Math.floor(since.getTime() / 1000),
      owned_by: place.organization,
    }));
  }
}
