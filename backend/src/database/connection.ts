import type { DataSourceOptions } from 'typeorm';
import { SnakeCaseNaming } from './naming';

/** Group role that owns nothing: migrations grant it exactly what the hub needs. */
export const APP_ROLE = 'prompthub_app';

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
    extra: { statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000 },
  };
}

/**
 * The URL for the hub's own work. With a login of its own (`appUrl`) nothing can lead back to the owner's
 * rights; otherwise the owner's login steps down to the group role as its connection starts.
 */
export function appDatabaseUrl(ownerUrl: string, appUrl: string | undefined): string {
  if (appUrl !== undefined) return appUrl;
  const url = new URL(ownerUrl);
  const options = url.searchParams.get('options');
  url.searchParams.set('options', [options, `-c role=${APP_ROLE}`].filter(Boolean).join(' '));
  return url.href;
}
