import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { ROOT, built } from './built.mjs';

const require = createRequire(path.join(ROOT, 'backend/package.json'));

/** An empty PostgreSQL of our own, thrown away after `work`. */
export async function withCluster(work) {
  const { startCluster } = require(built('backend/dist/launch/postgres/cluster.js'));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'prompthub-bench-'));
  chmodSync(folder, 0o711);
  const cluster = await startCluster({ folder, password: 'bench', noSync: true });
  try {
    await work(cluster);
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
