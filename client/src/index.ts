/**
 * The SDK: a hub from an application's side. Works in Node and in browsers; what needs files is in
 * `@prompthub/client/node`.
 */
export { HubClient } from './hub-client';
export type { OAuthClient } from './oauth-client';
export type { OrganizationClient } from './organization-client';
export type { ProjectClient } from './project-client';
export type { ReleaseClient } from './release-client';
export type { TestRunClient, TestRunFilter } from './test-runs/test-run-client';
export type { ExecutionEvent } from './execution-events';
export type { ExecutionFilter } from './execution-filter';
export type { ExperimentClient } from './experiment-client';
export type { HubClientOptions } from './transport';
export { allPages, type Page, type PageOptions } from './listing';
export type { PromptFilter } from './prompt-filter';
export {
  CommitConflictError,
  CommitRejectedError,
  HubError,
  HubProtocolError,
  HubUnreachableError,
  MergeConflictsError,
  type UnreachableReason,
} from './errors';
export type { Following, ProjectListener } from './live/project-follower';
export { PromptClient, type PromptCallOptions, type PromptClientOptions } from './prompts/prompt-client';
export type { Prompt } from './prompts/prompt';
export type { PromptSelector } from './prompts/prompt-request';
export type { PromptLock } from './prompts/prompt-source';
export type { HostOptions } from './prompts/ready-prompt';
export { PromptUnavailableError } from './prompts/prompt-unavailable-error';
export type { AnswerSource } from './prompts/revalidating-cache';
