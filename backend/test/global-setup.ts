import { findRedisServer } from '../../scripts/redis/setup.mjs';
import type { Cluster } from '../src/launch/postgres/cluster';
import { startTestCluster } from './embedded-postgres';

declare global {
  var prompthubTestCluster: Cluster | undefined;
}

/** One PostgreSQL for the run; each test file makes its own database in it. Those with a Redis start their own. */
// eslint-disable-next-line import-x/no-default-export -- jest wants it so
export default async function globalSetup(): Promise<void> {
  const cluster = await startTestCluster();
  globalThis.prompthubTestCluster = cluster;
  process.env['PROMPTHUB_TEST_POSTGRES'] = cluster.url('postgres');
  const redis = findRedisServer();
  if (redis !== undefined) process.env['PROMPTHUB_TEST_REDIS'] = redis;
}
