/**
 * How soon the hub answers `/health/ready` after its process starts, PostgreSQL being up, and how much memory it then holds
 * (resident, also after 2,000 requests), in turns with a bare node:http server with `pg`.
 *
 *   npm run bench -- hub-start [--runs 7]
 *
 * The first start, which also migrates an empty database and fills the sample project, is told separately.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { HUB_NODE_FLAGS } from '../scripts/lib/launch.mjs';
import { ROOT, built } from './lib/built.mjs';
import { withCluster } from './lib/cluster.mjs';
import { report } from './lib/report.mjs';
import { median, p95 } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' } } });
const runs = Math.max(1, Number(values.runs) || 7);
const REQUESTS = 2_000;
const PATIENCE_MS = 60_000;

const launch = built('backend/dist/launch.js');
const bare = path.join(ROOT, 'bench/lib/bare-hub.mjs');
const key = () => randomBytes(32).toString('base64');
const keys = { PROMPTHUB_ENCRYPTION_KEY: key(), PROMPTHUB_JWT_KEY: key() };

await withCluster(async (cluster) => {
  const url = cluster.url('postgres');
  const hub = {
    args: (port) => [
      ...HUB_NODE_FLAGS,
      launch,
      '--port',
      String(port),
      '--data-dir',
      path.join(os.tmpdir(), 'prompthub-unused'),
    ],
    env: { DATABASE_URL: url, ...keys },
    health: '/health/ready',
    busy: '/health/live',
  };
  const reference = { args: (port) => [bare, String(port), url], env: {}, health: '/', busy: '/' };
  const first = await start(hub);
  const figures = { hub: [], reference: [] };
  // One each for the caches of disk and Node.
  for (let run = -1; run < runs; run++) {
    for (const [name, what] of Object.entries({ hub, reference })) {
      const figure = await start(what);
      if (run >= 0) figures[name].push(figure);
    }
  }
  tell(figures, first);
});

function tell({ hub, reference }, first) {
  const of = (list, name) => list.map((each) => each[name]);
  const compared = (name, unit) => ({
    ...{ value: median(of(hub, name)), unit, spread: p95(of(hub, name), unit) },
    reference: {
      name: 'bare node:http + pg',
      value: median(of(reference, name)),
      spread: p95(of(reference, name), unit),
    },
  });
  const firstStart = `the first start, with migrations and the sample, ${first.ready.toFixed(0)} ms`;
  const ready = compared('ready', 'ms');
  report({
    figure: 'hub: start of its process → ready, PostgreSQL up',
    ...ready,
    spread: `${ready.spread}; ${firstStart}`,
    aim: { atMost: 2_000 },
  });
  report({ figure: 'hub: resident memory when ready', ...compared('rss', 'MB'), aim: { atMost: 200 } });
  report({
    figure: 'hub: resident memory after 2,000 requests',
    ...compared('busyRss', 'MB'),
    aim: { atMost: 200 },
  });
}

/** Starts it, waits until it is ready, lets it work, stops it. */
async function start({ args, env, health, busy }) {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, args(port), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    while ((await get(port, health)) !== 200) {
      if (child.exitCode !== null) throw new Error(`${args(port)} ended with ${child.exitCode}`);
      if (performance.now() - began > PATIENCE_MS) throw new Error(`${args(port)} does not get ready`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const ready = performance.now() - began;
    const rss = residentMb(child.pid);
    const crew = Array.from({ length: 20 }, async () => {
      for (let i = 0; i < REQUESTS / 20; i++) await get(port, busy);
    });
    await Promise.all(crew);
    return { ready, rss, busyRss: residentMb(child.pid) };
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

/** The status; undefined when nobody answers. */
function get(port, place) {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: place }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    request.on('error', () => resolve(undefined));
  });
}

/** As Linux counts it, in 10⁶ bytes. */
function residentMb(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6;
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
