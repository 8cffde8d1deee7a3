import { randomUUID } from 'node:crypto';
import type { RateLimitMeasure } from '@prompthub/protocol';
import { DataSource } from 'typeorm';
import { ProblemError } from '../../src/common/problem';
import { HubConfig, type HubSettings } from '../../src/config/hub-config';
import { postgresOptions } from '../../src/database/connection';
import { KnownLimits } from '../../src/rate-limits/known-limits';
import { type Passage, RateLimits } from '../../src/rate-limits/rate-limits';
import { RedisConnection } from '../../src/redis/redis-connection';
import type { Spender } from '../../src/spending/spender';

/** Where hubs count. */
export interface Stores {
  readonly appUrl: string;
  readonly redisUrl?: string;
}

/** The rate limits of a hub, without the hub. */
export interface Limited extends AsyncDisposable {
  readonly dataSource: DataSource;
  readonly redis: RedisConnection;
  readonly limits: RateLimits;
}

/** `isPatient`: a slow answer of Redis is waited for; what a Redis that is away does is not at issue, and the machine may be busy. */
export async function startLimited(
  { appUrl, redisUrl }: Stores,
  { isPatient = true }: { isPatient?: boolean } = {},
): Promise<Limited> {
  const dataSource = await new DataSource(postgresOptions(appUrl, 10)).initialize();
  const redis = new RedisConnection(new HubConfig({ redisUrl } as HubSettings));
  if (isPatient && redis.client !== undefined)
    Object.assign(redis.client.options, { commandTimeout: 20_000, socketTimeout: 20_000 });
  if (redis.client !== undefined && redis.client.status !== 'ready')
    await new Promise((ready) => redis.client?.once('ready', ready));
  const limits = new RateLimits(dataSource, redis, new KnownLimits(dataSource));
  return {
    dataSource,
    redis,
    limits,
    async [Symbol.asyncDispose]() {
      await limits.beforeApplicationShutdown();
      redis.onApplicationShutdown();
      await dataSource.destroy();
    },
  };
}

export interface MadeLimit {
  readonly scope: 'organization' | 'user' | 'key';
  readonly measure: RateLimitMeasure;
  readonly most: number;
}

/** An organization of its own, with these limits. */
export async function organizationWith(
  dataSource: DataSource,
  limits: readonly MadeLimit[],
): Promise<string> {
  const id = randomUUID();
  await dataSource.query('INSERT INTO organizations (id, slug, name) VALUES ($1, $2, $3)', [
    id,
    `o-${id}`,
    'O',
  ]);
  // In their order, whatever the clock says.
  const ids = limits.map(() => randomUUID()).sort();
  for (const [index, limit] of limits.entries()) await addLimit(dataSource, id, { ...limit, id: ids[index] });
  return id;
}

export async function addLimit(
  dataSource: DataSource,
  organizationId: string,
  { id = randomUUID(), scope, measure, most }: MadeLimit & { id?: string | undefined },
): Promise<void> {
  await dataSource.query(
    'INSERT INTO model_rate_limits (id, organization_id, scope, measure, most) VALUES ($1, $2, $3, $4, $5)',
    [id, organizationId, scope, measure, most],
  );
}

export const spenderOf = (organizationId: string, who: Partial<Spender> = {}): Spender => ({
  organizationId,
  projectId: randomUUID(),
  userId: 'a user',
  tokenId: undefined,
  path: 'a.prompt',
  environment: undefined,
  ...who,
});

/** The passage, or in words what refused it. */
export async function tryToEnter(
  { limits }: Pick<Limited, 'limits'>,
  spender: Spender,
  estimatedTokens = 1,
): Promise<Passage | string> {
  try {
    return await limits.enter(spender, { estimateTokens: () => estimatedTokens });
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'rate-limit-reached') return error.detail;
    throw error;
  }
}
