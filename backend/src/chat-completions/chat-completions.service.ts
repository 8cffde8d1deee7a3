import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { textOfMessages } from '@prompthub/engine';
import { type ChatCompletionRequest, environmentName, type Execute } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';
import { ProblemError } from '../common/problem';
import { ExecutionService } from '../execution/execution.service';
import type { PreparedExecution, RequestExtras } from '../execution/prepared-execution';
import { RunningVersions } from '../releases/running-versions';
import { cacheWishOf } from './cache-control';
import { callSettings } from './call-settings';
import { toHouseMessages } from './house-messages';
import { invalidRequest, noSuchModel } from './openai-problems';
import { type PromptName, readPromptName } from './prompt-name';

/** What is said in headers, beside OpenAI's words. */
export interface CallHeaders {
  readonly cacheControl: string | undefined;
  /** Whose arm counts where an experiment runs, before `user`. */
  readonly key: string | undefined;
}

/** A call in OpenAI's words, as an execution of the prompt that its `model` names. */
@Injectable()
export class ChatCompletionsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly executions: ExecutionService,
    private readonly running: RunningVersions,
  ) {}

  /** @throws ProblemError 404 when there is no such prompt, 400 when the request is wrong, and what `ExecutionService` throws. */
  async prepare(
    actor: Actor,
    request: ChatCompletionRequest,
    { cacheControl, key }: CallHeaders,
  ): Promise<PreparedExecution> {
    const name = readPromptName(request.model);
    const { prompt } = request;
    const wanted = {
      path: name.path,
      key: key ?? (request.user || undefined),
      vars: prompt?.variables ?? {},
      model: prompt?.model,
      fallbacks: prompt?.fallbacks,
      cache: cacheWishOf(cacheControl, prompt?.cache),
      timeoutMs: prompt?.timeoutMs,
      stream: request.stream ?? false,
    };
    const extras = { messages: toHouseMessages(request.messages), ...callSettings(request) };
    const prepared = await this.#atVersion(actor, name, { wanted, extras }).catch((error: unknown) => {
      throw error instanceof ProblemError && error.status === 404 ? noSuchModel(error.detail) : error;
    });
    if (request.response_format?.type === 'json_object') assertSaysJson(prepared);
    return prepared;
  }

  /** An environment goes first, then a label of the prompt, then a branch, a tag or a commit. */
  async #atVersion(
    actor: Actor,
    { place, path, version }: PromptName,
    { wanted, extras }: { wanted: Execute; extras: RequestExtras },
  ): Promise<PreparedExecution> {
    const at = (where: Pick<Execute, 'ref' | 'environment'>): Promise<PreparedExecution> =>
      this.executions.prepare(actor, place, { ...wanted, ...where }, extras);
    if (version === undefined) return at({});
    if (environmentName.safeParse(version).success) {
      try {
        return await at({ environment: version });
      } catch (error) {
        if (!(error instanceof ProblemError && error.code === 'environment-not-found')) throw error;
      }
    }
    const { organization, project: slug } = place;
    const { project } = await this.access.project(actor, organization, slug, 'project.execute');
    const labelled = await this.running.underLabel(this.dataSource.manager, project.id, {
      path,
      label: version,
    });
    return at({ ref: labelled ?? version });
  }
}

/** OpenAI refuses JSON mode otherwise, as its models then write blanks without end; here it would be left out in silence. */
function assertSaysJson({ call }: PreparedExecution): void {
  if (/json/i.test(textOfMessages(call.request.messages))) return;
  const param = 'response_format';
  throw invalidRequest(
    `${param}: the messages must say the word "json" for "json_object". Say it, or give a "json_schema".`,
    param,
  );
}
