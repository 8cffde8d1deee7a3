#!/usr/bin/env node
// What the hub adds to a call of a model: /v1/chat/completions of a deployed prompt, with a hard budget, a rate limit and records,
// against the same requests to the provider itself, at the same time: each is asked 100 times a second (open loop, jittered), half
// of it in streams. Hub, provider (30 ms for every answer), PostgreSQL and load are processes of their own. Before it the same through
// the least that could keep account (`serve-bare-proxy.mjs`) instead of the hub, which says what this machine takes in any case.
// Then as many calls as it can do, one after the other on 32 connections, to see whether its memory grows.
//
//   npm run bench -- gateway [--seconds 60] [--rate 100] [--requests 20000] [--profile <folder for CPU profiles>]
//
// An hour's worth of requests is --requests 360000: only then memory is judged.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withCluster } from './lib/cluster.mjs';
import { HubClient } from './lib/hub-client.mjs';
import { report } from './lib/report.mjs';
import { cpuOf, memoryOf, startHub, startServer } from './lib/server-process.mjs';
import { percentile } from './lib/statistics.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '100' },
    requests: { type: 'string', default: '20000' },
    profile: { type: 'string' },
  },
});
const [seconds, rate, requests] = ['seconds', 'rate', 'requests'].map((key) => Number(values[key]));
const PAUSE_MS = 30;
const MOST_ADDED_MS = 3;
const HOUR = 360_000;
const SAMPLES = 20;
const MIB = 2 ** 20;
/** Of the heap, in an hour at 100 requests a second. */
const MOST_GROWTH_MIB = 16;
const PROMPT =
  '---\nmodel: openai/gpt-4o-mini\nconfig: { temperature: 0.2 }\ninput: { schema: { product?: string } }\n---\n' +
  `{{role "system"}}You answer tickets. {{product}}\n${'Be kind and brief. '.repeat(60)}\n`;

const profiling = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(values.profile)}`] : [];
await withCluster(async (cluster) => {
  const hub = await startHub(cluster, ['--expose-gc', ...profiling]);
  const slow = await startChild('model-server.mjs', PAUSE_MS);
  const quick = await startChild('model-server.mjs', 0);
  const load = fork(path.join(import.meta.dirname, 'lib/chat-load.mjs'));
  try {
    const { gateway, pointTo } = await deployed(hub);
    await pointTo(slow.port);
    const direct = { port: slow.port, model: 'gpt-4o-mini', token: 'none' };
    const bare = await startServer('serve-bare-proxy.mjs', { ownerUrl: hub.ownerUrl, model: slow.port });
    const least = await measured(load, bare, [{ ...direct, port: bare.port }, direct]);
    bare.child.kill('SIGKILL');
    const through = await measured(load, hub, [gateway, direct]);
    latency(through.times, least.times);
    processorTime(through, least);
    await pointTo(quick.port);
    await memory(load, { hub, gateway });
  } finally {
    for (const child of [load, slow.child, quick.child]) child.kill('SIGKILL');
    // It writes its profile when it ends by itself.
    const ended = once(hub.child, 'exit');
    hub.child.disconnect();
    await ended;
  }
});

async function startChild(script, ...args) {
  const child = fork(path.join(import.meta.dirname, 'lib', script), args.map(String));
  const [{ port }] = await once(child, 'message');
  return { child, port };
}

/** A prompt in production, under a budget and a limit that let everything through. */
async function deployed(hub) {
  const client = new HubClient(hub);
  const organization = `http://127.0.0.1:${hub.port}/api/v1/organizations/bench`;
  const whole = new HubClient({ ...hub, project: organization });
  const changes = [{ path: 'desk/reply.prompt', content: PROMPT }];
  await client.post('commits', { parent: null, message: 'first', changes });
  await client.post('environments/production/deployments', { ref: 'main', why: 'benchmark' });
  await whole.post('budgets', { for: { scope: 'organization' }, period: 'month', limitUsd: 1e6, hard: true });
  const most = 1_000_000_000;
  await whole.post('rate-limits', { for: { scope: 'key' }, measure: 'requests-per-minute', limit: most });
  const token = await client.personalToken(['execute']);
  return {
    gateway: { port: hub.port, model: 'bench/prompts/desk/reply@production', token },
    pointTo: (port) =>
      whole.put('provider-keys/openai', {
        key: 'sk-bench-0123456789',
        baseUrl: `http://127.0.0.1:${port}/v1`,
      }),
  };
}

/** What the load answers; its errors end it. */
function ask(load, message) {
  load.send(message);
  return new Promise((resolve, reject) => {
    const lost = () => reject(new Error('the load ended; see above'));
    load.once('exit', lost).once('message', (answer) => {
      load.off('exit', lost);
      resolve(answer);
    });
  });
}

/** What each of the two took, by kind of answer, and the milliseconds of processor time of `server`, the first one, for a call. */
async function measured(load, server, targets) {
  const measure = (length) => ask(load, { way: 'open', targets, load: { rate, seconds: length } });
  // Long enough for the compiler to have seen everything often.
  await measure(Math.min(seconds, 10));
  const before = await cpuOf(server);
  const times = await measure(seconds);
  const used = (await cpuOf(server)) - before;
  return { times, cpuMs: used / 1000 / (times[0].whole.length + times[0].streamed.length) };
}

function latency([through, alone], least) {
  for (const [name, key] of [
    ['in one piece', 'whole'],
    ['streamed', 'streamed'],
  ]) {
    const at = (share) => [percentile(through[key], share), percentile(alone[key], share)];
    const [[p50, bare50], [p95, bare95], [p99, bare99]] = [at(0.5), at(0.95), at(0.99)];
    const added = [p50 - bare50, p95 - bare95, p99 - bare99].map((ms) => ms.toFixed(2));
    const [leastAt50, leastAt95] = [0.5, 0.95].map((share) => {
      const [proxied, unproxied] = least.map((times) => percentile(times[key], share));
      return (proxied - unproxied).toFixed(2);
    });
    report({
      figure: `gateway: chat completion ${name}, p95 at ${rate} requests/s (open loop, jittered)`,
      value: p95,
      unit: 'ms',
      spread: `p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)}; adds ${added[0]} at p50, ${added[1]} at p95, ${added[2]} at p99; a bare proxy with as many statements ${leastAt50} at p50, ${leastAt95} at p95`,
      reference: {
        name: 'the provider itself',
        value: bare95,
        spread: `p50 ${bare50.toFixed(2)}, p99 ${bare99.toFixed(2)}`,
      },
      aim: { atMost: bare95 + MOST_ADDED_MS },
    });
  }
}

function processorTime(through, least) {
  report({
    figure: `gateway: processor time of the hub for a call, at ${rate} requests/s`,
    value: through.cpuMs,
    unit: 'ms',
    reference: { name: 'a bare proxy with as many statements', value: least.cpuMs },
  });
}

async function memory(load, { hub, gateway }) {
  const portion = Math.ceil(requests / SAMPLES);
  const samples = [];
  const rates = [];
  for (let asked = 0; asked < requests; asked += portion) {
    const { rate: achieved } = await ask(load, {
      way: 'closed',
      targets: [gateway],
      load: { connections: 32, requests: portion },
    });
    rates.push(achieved);
    samples.push({ requests: asked + portion, ...(await memoryOf(hub)) });
  }
  // What is filled once (compiled code, caches, connections) is no growth.
  const steady = samples.slice(Math.ceil(samples.length / 4));
  const rate = percentile(rates, 0.5).toFixed(0);
  for (const [name, key] of [
    ['heap', 'heapUsed'],
    ['resident memory', 'rss'],
  ]) {
    const values = steady.map((sample) => sample[key] / MIB);
    const told = `${(slope(steady, key) * HOUR).toFixed(1)} MiB an hour at 100 requests/s by the slope`;
    report({
      figure: `gateway: ${name} after ${requests.toLocaleString('en')} calls, its garbage collected`,
      value: values.at(-1),
      unit: 'MiB',
      spread: `${told}; ${rate} calls/s at 32 connections`,
      reference: { name: `after ${steady[0].requests.toLocaleString('en')} calls`, value: values[0] },
      ...(key === 'heapUsed' && requests >= HOUR ? { aim: { atMost: values[0] + MOST_GROWTH_MIB } } : {}),
    });
  }
}

/** MiB for each request: the line of least squares. */
function slope(samples, key) {
  const mean = (of) => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const x = mean((sample) => sample.requests);
  const y = mean((sample) => sample[key] / MIB);
  const above = mean((sample) => (sample.requests - x) * (sample[key] / MIB - y));
  return above / mean((sample) => (sample.requests - x) ** 2);
}
