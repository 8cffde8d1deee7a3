import type { PageOptions } from './listing';

/** Which records of executions are to be listed. */
export interface ExecutionFilter extends PageOptions {
  /** Of the prompt. */
  readonly path?: string;
  readonly environment?: string;
  /** `provider/model` that answered. */
  readonly model?: string;
  readonly status?: 'running' | 'succeeded' | 'failed';
  readonly errorCode?: string;
  /** Id of a member, or `me`. */
  readonly user?: string;
  /** Id of a personal access token. */
  readonly key?: string;
  /** Begun at this instant or later: ISO 8601, in UTC. */
  readonly since?: string;
  /** Begun before this instant. */
  readonly until?: string;
}
