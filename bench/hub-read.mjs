#!/usr/bin/env node
// How quickly the hub gives out one version of a prompt (by its commit; by the environment that it is deployed to; and the
// answer to an application that has it already), beside the least that could do it: a bare node:http server
// that sends one row of the same table with `pg`. Both run in turn against the same PostgreSQL, each in a process of
// its own, asked by 50 connections that each wait for their answer (closed loop); then by 1,000 requests a second that
// wait for nothing (open loop), sent by another process.
//
//   npm run bench -- hub-read [--seconds 4] [--rounds 3] [--warmup 8] [--rate 1000]
//
// Wanted: at least half the throughput, at most twice the CPU per request (of the server's own process).
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withCluster } from './lib/cluster.mjs';
import { deployedProject } from './lib/deployed-project.mjs';
import { closedLoop } from './lib/http-load.mjs';
import { report } from './lib/report.mjs';
import { cpuOf, startHub, startServer } from './lib/server-process.mjs';
import { median, percentile } from './lib/statistics.mjs';

const CONNECTIONS = 50;
const REFERENCE = 'bare node:http + pg, one row';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    warmup: { type: 'string', default: '8' },
    rate: { type: 'string', default: '1000' },
  },
});
const [seconds, rounds, warmup, rate] = ['seconds', 'rounds', 'warmup', 'rate'].map((key) =>
  Number(values[key]),
);

await withCluster(async (cluster) => {
  const hub = await startHub(cluster);
  const { versions, deployed, etag } = await deployedProject(hub);
  const bare = await startServer('serve-bare.mjs', { ownerUrl: hub.ownerUrl });
  const asker = fork(path.join(import.meta.dirname, 'lib/http-load.mjs'), ['open-loop']);
  const headers = `authorization: Bearer ${hub.token}\r\n`;
  const servers = {
    bare: { ...bare, headers: '' },
    version: { ...hub, headers, paths: versions },
    deployed: { ...hub, headers, paths: deployed },
    unchanged: { ...hub, headers: `${headers}if-none-match: ${etag}\r\n`, paths: deployed },
  };
  try {
    await closed(servers);
    await open(servers, asker);
  } finally {
    for (const child of [hub.child, bare.child, asker]) child.kill('SIGKILL');
  }
});

async function closed(servers) {
  // Long enough for the compiler to have seen everything often.
  for (const server of Object.values(servers)) await measure(server, warmup);
  const figures = await inTurns(servers, (server) => measure(server, seconds));
  compareWith(figures.bare, figures.version, 'GET of a prompt version');
  compareWith(figures.bare, figures.deployed, 'GET of a prompt by environment');
  compareWith(figures.bare, figures.unchanged, 'GET of a prompt by environment, unchanged (304)');
}

async function measure(server, length) {
  const before = await cpuOf(server);
  const began = performance.now();
  const latencies = await closedLoop(server, { connections: CONNECTIONS, seconds: length });
  const elapsed = (performance.now() - began) / 1000;
  const cpu = (await cpuOf(server)) - before;
  return { rate: latencies.length / elapsed, cpu: cpu / latencies.length };
}

function compareWith(bare, hub, what) {
  const compared = (name, unit) => ({
    ...{ value: median(of(hub, name)), unit, spread: spreadOf(hub, name) },
    reference: { name: REFERENCE, value: median(of(bare, name)), spread: spreadOf(bare, name) },
  });
  report({
    figure: `hub: ${what}, throughput at 50 connections`,
    ...compared('rate', 'requests/s'),
    aim: { ratioAtLeast: 0.5 },
  });
  report({ figure: `hub: ${what}, CPU per request`, ...compared('cpu', 'µs'), aim: { ratioAtMost: 2 } });
}

async function open({ bare, deployed, unchanged }, asker) {
  const figures = await inTurns({ bare, deployed, unchanged }, async ({ port, headers, paths }) => {
    asker.send({ server: { port, headers, paths }, load: { rate, seconds } });
    return (await once(asker, 'message'))[0];
  });
  openFigure(figures, 'deployed', 'GET of a prompt by environment');
  openFigure(figures, 'unchanged', 'GET of a prompt by environment, unchanged (304)');
}

/** No aim: what is due at the same time as others waits, whoever serves it. */
function openFigure(figures, name, what) {
  const told = (list) =>
    `p50 ${median(of(list, 'p50')).toFixed(2)} ms, p99 ${median(of(list, 'p99')).toFixed(2)} ms; ` +
    `${median(of(list, 'rate')).toFixed(0)} requests/s achieved, ${Math.max(...of(list, 'connections'))} connections`;
  report({
    figure: `hub: ${what}, p95 at ${rate.toLocaleString('en')} requests/s (open loop, jittered)`,
    ...{ value: median(of(figures[name], 'p95')), unit: 'ms', spread: told(figures[name]) },
    reference: { name: REFERENCE, value: median(of(figures.bare, 'p95')), spread: told(figures.bare) },
  });
}

async function inTurns(servers, work) {
  const figures = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, server] of Object.entries(servers)) figures[name].push(await work(server));
  return figures;
}

function of(figures, name) {
  return figures.map((each) => each[name]);
}

function spreadOf(figures, name) {
  const list = of(figures, name);
  return `${percentile(list, 0).toFixed(0)} to ${percentile(list, 1).toFixed(0)} in ${list.length} rounds`;
}
