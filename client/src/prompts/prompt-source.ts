import type { ResolvedPrompt } from '@prompthub/protocol';
import type { PromptRequest } from './prompt-request';
import type { Loaded, LoadOptions } from './revalidating-cache';

/** Where prompts come from: the hub, and in tests whatever stands in for it. */
export interface PromptSource {
  /**
   * One attempt.
   * @throws HubError, HubUnreachableError, HubProtocolError
   */
  fetch(request: PromptRequest, options: LoadOptions): Promise<Loaded<ResolvedPrompt> | 'unchanged'>;
}

/** Prompts that an application brings along, checked. `fromLock` of `@prompthub/client/node` reads them. */
export interface PromptLock {
  /** Address of the hub that they were taken from. */
  readonly hub: string;
  /** `organization/project` */
  readonly project: string;
  /** Only for exactly what was locked: another environment's version is no answer. */
  find(request: PromptRequest): ResolvedPrompt | undefined;
}
