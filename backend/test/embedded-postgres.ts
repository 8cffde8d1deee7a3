import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PostgresBinaries } from '../src/launch/postgres/binaries';
import { startCluster, type Cluster } from '../src/launch/postgres/cluster';
import { endWithUs } from './end-with-us';

/** A throw-away PostgreSQL for tests, the embedded one if none is given: as fast as can be, and gone afterwards. */
export async function startTestCluster(binaries?: PostgresBinaries): Promise<Cluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'prompthub-test-'));
  await chmod(folder, 0o711);
  const cluster = await startCluster({
    folder,
    password: 'only-for-tests',
    noSync: true,
    ...(binaries === undefined ? {} : { binaries }),
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'],
  });
  const watchdog = endWithUs(cluster.pid, `kill -QUIT "$0" 2> /dev/null; sleep 1; rm -rf -- "$1"`, folder);
  return {
    ...cluster,
    stop: async () => {
      await cluster.stop();
      watchdog();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
