import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCluster, type Cluster } from '../src/launch/postgres/cluster';

/** A throw-away PostgreSQL for tests: as fast as can be, and gone afterwards. */
export async function startTestCluster(): Promise<Cluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'prompthub-test-'));
  await chmod(folder, 0o711);
  const cluster = await startCluster({
    folder,
    password: 'only-for-tests',
    noSync: true,
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'],
  });
  return {
    ...cluster,
    stop: async () => {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
