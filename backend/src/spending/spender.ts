/** Whom a call is charged to: everything that a budget or a rate limit may count by. */
export interface Spender {
  readonly organizationId: string;
  readonly projectId: string;
  readonly userId: string;
  /** The personal access token that it was asked with; undefined for a session. */
  readonly tokenId: string | undefined;
  /** Of the prompt. */
  readonly path: string;
  /** Name of the environment whose version was asked for. */
  readonly environment: string | undefined;
}
