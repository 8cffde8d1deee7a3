import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type RenderedPrompt, RenderError } from '@prompthub/core';
import { type GatewayCall, ProviderError } from '@prompthub/engine';
import { type Execute, type ExecutionResult, objectId } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import { ProblemError } from '../common/problem';
import type { KeysInForce } from '../provider-keys/key-row';
import { giveArm, type RunningExperiment } from '../experiments/running-experiment';
import { type Place, PromptSources } from '../registry/prompt-sources';
import { RunningVersions } from '../releases/running-versions';
import { askableCall } from './askable-call';
import { CompiledPrompts } from './compiled-prompts';
import { ExecutionRunner } from './execution-runner';
import { ModelCaller } from './model-caller';
import { modelsOf, withFullNames } from './named-models';
import type { Listener, PreparedExecution, RequestExtras } from './prepared-execution';
import { toProviderProblem } from './provider-problems';

interface Found {
  readonly project: Pick<AccessedProject, 'id' | 'organizationId'>;
  readonly commit: string;
  readonly inForce?: KeysInForce | undefined;
  readonly experiment?: RunningExperiment | undefined;
}

/** Runs prompts with the organization's own keys, and records what was used. */
@Injectable()
export class ExecutionService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly prompts: CompiledPrompts,
    private readonly sources: PromptSources,
    private readonly running: RunningVersions,
    private readonly models: ModelCaller,
    private readonly runner: ExecutionRunner,
  ) {}

  /** @throws ProblemError 404, 403, or 422 when the prompt cannot be rendered or its models cannot be asked. */
  async prepare(
    actor: Actor,
    place: Place,
    request: Execute,
    extras: RequestExtras = {},
  ): Promise<PreparedExecution> {
    const { path, environment, key, vars, fallbacks, cache, timeoutMs } = request;
    const { project, inForce, ...found } = await this.#find(actor, place, request);
    const arm = giveArm(found.experiment, key);
    const commit = arm?.commit ?? found.commit;
    const prompt = await this.#render({ projectId: project.id, commit, path }, vars);
    const spender = {
      ...{ organizationId: project.organizationId, projectId: project.id },
      ...{ userId: actor.userId, tokenId: actor.tokenId, path, environment },
    };
    const model = request.model ?? prompt.model ?? '';
    const wanted = { model, fallbacks, request: requestOf(prompt, extras) };
    const asked = {
      actor,
      spender,
      commit,
      experiment: arm,
      vars,
      messages: extras.messages,
      cache,
      timeoutMs,
    };
    return this.open(asked, wanted, inForce);
  }

  /**
   * What somebody else has rendered, for other domains of the hub: they have asked `access`.
   * @throws ProblemError 422 when its models cannot be asked.
   */
  async open(
    asked: Omit<PreparedExecution, 'call' | 'leftOut' | 'models'>,
    given: GatewayCall,
    inForce?: KeysInForce,
  ): Promise<PreparedExecution> {
    const { spender } = asked;
    if (given.model === '') throw noModel(spender.path);
    try {
      const wanted = withFullNames(given);
      const models = await this.models.open(spender, modelsOf(wanted), inForce);
      return { ...asked, ...askableCall(wanted, models), models };
    } catch (error) {
      throw error instanceof ProviderError ? toProviderProblem(error, (text) => text) : error;
    }
  }

  /** @throws ProblemError `provider-…` when the call fails (the record says so too), or why it was not let in. */
  run(execution: PreparedExecution, listener: Listener): Promise<ExecutionResult> {
    return this.runner.run(execution, listener);
  }

  async #render(
    version: { projectId: string; commit: string; path: string },
    input: Record<string, unknown>,
  ): Promise<RenderedPrompt> {
    try {
      return (await this.prompts.get(version)).render({ input });
    } catch (error) {
      if (!(error instanceof RenderError)) throw error;
      throw new ProblemError(422, 'render-failed', `The prompt cannot be rendered: ${error.message}`, {
        reason: error.code,
      });
    }
  }

  async #find(actor: Actor, place: Place, { path, ref, environment }: Execute): Promise<Found> {
    if (environment !== undefined) return this.running.findToRun(actor, place, { path, environment });
    const { organization, project: slug } = place;
    const { project } = await this.access.project(actor, organization, slug, 'project.execute');
    // Whatever is read of a version says that it is there.
    if (ref !== undefined && objectId.safeParse(ref).success) return { project, commit: ref };
    const wanted = { ref: ref ?? project.defaultBranch };
    return { project, commit: await this.sources.locate(this.dataSource.manager, project, wanted) };
  }
}

/** What a rendered prompt asks, with what its caller adds. */
export function requestOf(
  { messages, config, toolDefs, output }: RenderedPrompt,
  extras: RequestExtras = {},
): GatewayCall['request'] {
  return {
    messages: [...messages, ...(extras.messages ?? [])],
    config: { ...config, ...extras.config },
    tools: extras.tools ?? toolDefs,
    output: extras.output ?? output,
  };
}

const noModel = (path: string) =>
  new ProblemError(
    422,
    'no-model',
    `"${path}" names no model. Add "model: provider/model" to it, or give one here.`,
  );
