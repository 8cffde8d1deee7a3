/** Settings of a running hub, already checked. Injected by class. */
export class HubConfig {
  readonly host!: string;
  readonly port!: number;
  /** Where people and editors reach the hub, without a trailing slash. */
  readonly publicUrl!: string;
  readonly logLevel!: LogLevel;
  /** Addresses of reverse proxies whose X-Forwarded-For is believed, e.g. `loopback,10.0.0.0/8`; empty for none. */
  readonly trustProxy!: string;
  /** PostgreSQL URL of the role that the hub works as, and that may neither alter tables nor rewrite history. */
  readonly databaseUrl!: string;
  /** Connections that the hub opens at most, besides the one that listens. */
  readonly databasePool!: number;
  /** `redis://` or `rediss://` with its secrets; undefined where there is none. */
  readonly redisUrl!: string | undefined;
  /** 32 bytes each; the first encrypts, all decrypt. */
  readonly encryptionKeys!: readonly Buffer[];
  /** At least 32 bytes each; the first signs, all verify. */
  readonly jwtKeys!: readonly Buffer[];
  /** Redirect URIs allowed beside loopback, editors and vscode.dev; compared exactly. */
  readonly oauthRedirectUris!: readonly string[];
  /** Hosts (`name` or `name:port`) of providers that may be loopback, private or without TLS. */
  readonly allowedProviderHosts!: readonly string[];
  /** Tests that this hub runs at a time; 0: none. */
  readonly testConcurrency!: number;
  /** For how long a run of tests is kept; 0: for ever. */
  readonly testRunDays!: number;
  /** For how long what was observed of an experiment is kept after its end; 0: for ever. */
  readonly observationDays!: number;
  /** Flags of Node for the processes that judge tests, where they cannot run as they are. */
  readonly judgingFlags?: readonly string[];

  constructor(values: HubSettings) {
    Object.assign(this, values);
  }
}

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
export type HubSettings = { -readonly [Key in keyof HubConfig]: HubConfig[Key] };
