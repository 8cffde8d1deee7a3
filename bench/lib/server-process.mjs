import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { HUB_NODE_FLAGS } from '../../scripts/lib/launch.mjs';
import { built } from './built.mjs';

/** Connections to the database that the hub, and the bare server, may have. */
export const POOL = 10;

/** Starts one of the `serve-….mjs` beside this file. @returns its process, and what it says of itself once it is ready. */
export async function startServer(script, task, flags = []) {
  const child = fork(path.join(import.meta.dirname, script), [], {
    execArgv: flags,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${script} ended`);
  });
  child.send(task);
  const [ready] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return { child, ...ready };
}

/** The hub on an empty cluster. */
export async function startHub(cluster, flags = []) {
  const require = createRequire(import.meta.url);
  const ownerUrl = cluster.url('postgres');
  await require(built('backend/dist/database/migrate.js')).migrate({ ownerUrl });
  const hub = await startServer('serve-hub.mjs', { ownerUrl }, [...HUB_NODE_FLAGS, ...flags]);
  return { ...hub, ownerUrl, project: `http://127.0.0.1:${hub.port}/api/v1/projects/bench/prompts` };
}

/** Microseconds of CPU that a server's process has used so far. */
export async function cpuOf({ child }) {
  child.send('cpu');
  return (await once(child, 'message'))[0];
}

/** Bytes that a server's process holds, after its garbage was collected: it needs the flag `--expose-gc`. */
export async function memoryOf({ child }) {
  child.send('memory');
  return (await once(child, 'message'))[0];
}

/** The other end of `cpuOf` and `memoryOf`. */
export function answerCpu() {
  process.on('message', (asked) => {
    if (asked === 'memory') {
      globalThis.gc();
      const { rss, heapUsed } = process.memoryUsage();
      return process.send({ rss, heapUsed });
    }
    const { user, system } = process.cpuUsage();
    process.send(user + system);
  });
  process.on('disconnect', () => process.exit());
}
