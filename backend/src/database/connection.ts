import type { DataSourceOptions } from 'typeorm';
import { SnakeCaseNaming } from './naming';

/** Group role that owns nothing: migrations grant it exactly what the hub needs. */
export const APP_ROLE = 'prompthub_app';

const STEP_DOWN = `-c role=${APP_ROLE}`;
/** Our statements look rows up by keys, whatever their values: planning them anew costs ten times what they do. */
const GENERIC_PLANS = '-c plan_cache_mode=force_generic_plan';
const NO_TIMEOUTS = ['-c statement_timeout=0', '-c idle_in_transaction_session_timeout=0'];

/** Options for a connection to `url`; `-c` settings may come in the URL's `options` parameter. */
export function postgresOptions(url: string, pool: number): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize: pool,
    connectTimeoutMS: 5_000,
    applicationName: 'prompthub',
    installExtensions: false,
    synchronize: false,
    namingStrategy: new SnakeCaseNaming(),
    // What the server does not end by itself, because the network took it away, is given up a little later.
    extra: {
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
      query_timeout: 35_000,
      keepAlive: true,
    },
  };
}

/**
 * The URL for the hub's own work. With a login of its own (`appUrl`) nothing can lead back to the owner's
 * rights; otherwise the owner's login steps down to the group role as its connection starts.
 */
export function appDatabaseUrl(ownerUrl: string, appUrl: string | undefined): string {
  return withSettings(appUrl ?? ownerUrl, [GENERIC_PLANS, appUrl === undefined && STEP_DOWN]);
}

/** Options to migrate with: what goes through all rows takes as long as it takes, whatever the server allows others. */
export function migratingOptions(ownerUrl: string): DataSourceOptions {
  return { ...postgresOptions(withSettings(ownerUrl, NO_TIMEOUTS), 2), extra: {} };
}

function withSettings(given: string, settings: readonly (string | false)[]): string {
  const url = new URL(given);
  url.searchParams.set('options', [url.searchParams.get('options'), ...settings].filter(Boolean).join(' '));
  return url.href;
}
