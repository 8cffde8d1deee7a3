#!/usr/bin/env node
// How quickly the hub gives out one version of a prompt (by its commit; by the environment that it is deployed to; and the
// answer to an application that has it already), beside the least that could do it: a bare node:http server
// that sends one row of the same table with `pg`. Both run in turn against the same PostgreSQL, each in a process of
// its own, asked by 50 connections that each wait for their answer (closed loop).
//
//   npm run bench -- hub-read [--seconds 4] [--rounds 3] [--warmup 8]
//
// Wanted: at least half the throughput, at most twice the CPU per request (of the server's own process).
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HUB_NODE_FLAGS } from '../scripts/lib/launch.mjs';
import { ROOT, built as builtPath } from './lib/built.mjs';
import { report } from './lib/report.mjs';

const require = createRequire(path.join(ROOT, 'backend', 'package.json'));
const built = (file) => require(builtPath(`backend/dist/${file}`));
const CONNECTIONS = 50;
const POOL = 10;
const PROJECT = '/api/v1/projects/bench/prompts';

const roles = { hub: serveHub, bare: serveBare };
if (process.send === undefined) await main();
else await serve(roles[process.argv[2]]);

async function main() {
  const { values } = parseArgs({
    options: { seconds: { type: 'string' }, rounds: { type: 'string' }, warmup: { type: 'string' } },
  });
  const seconds = Number(values.seconds ?? 4);
  const rounds = Number(values.rounds ?? 3);
  const warmup = Number(values.warmup ?? 8);
  const folder = mkdtempSync(path.join(tmpdir(), 'prompthub-bench-'));
  chmodSync(folder, 0o711);
  const cluster = await built('launch/postgres/cluster.js').startCluster({
    folder,
    password: 'bench',
    noSync: true,
  });
  const children = [];
  try {
    const ownerUrl = cluster.url('postgres');
    await built('database/migrate.js').migrate({ ownerUrl });
    const hub = await start('hub', { ownerUrl }, children);
    const bare = await start('bare', { ownerUrl, paths: hub.paths }, children);
    const deployed = { ...hub, name: 'deployed', paths: hub.deployed };
    const unchanged = {
      ...deployed,
      name: 'unchanged',
      headers: `${hub.headers}if-none-match: ${hub.etag}\r\n`,
    };
    const figures = { bare: [], hub: [], deployed: [], unchanged: [] };
    // Long enough for the compiler to have seen everything often.
    for (const server of [hub, deployed, unchanged, bare]) await measure(server, warmup);
    for (let round = 0; round < rounds; round++) {
      for (const server of [bare, hub, deployed, unchanged])
        figures[server.name].push(await measure(server, seconds));
    }
    tell(figures);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(name, task, children) {
  const child = fork(fileURLToPath(import.meta.url), [name], {
    execArgv: name === 'hub' ? HUB_NODE_FLAGS : [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  child.send(task);
  const [ready] = await once(child, 'message');
  return { name, child, ...ready };
}

async function measure(server, seconds) {
  const before = await cpuOf(server);
  const began = performance.now();
  const latencies = await load(server, seconds);
  const elapsed = (performance.now() - began) / 1000;
  const cpu = (await cpuOf(server)) - before;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { rate: latencies.length / elapsed, cpu: cpu / latencies.length, p50: at(0.5), p99: at(0.99) };
}

/** Microseconds of CPU that the server's process has used so far. */
async function cpuOf({ child }) {
  child.send('cpu');
  return (await once(child, 'message'))[0];
}

/** Asks over and over on every connection; plain sockets, so that the asking costs as little as it can. */
async function load({ port, headers, paths }, seconds) {
  const requests = paths.map((each) => Buffer.from(`GET ${each} HTTP/1.1\r\nhost: bench\r\n${headers}\r\n`));
  const latencies = [];
  const until = performance.now() + seconds * 1000;
  const worker = async (index) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    await new Promise((resolve, reject) => {
      let next = index;
      let sent = 0;
      let buffered = '';
      const ask = () => {
        sent = performance.now();
        socket.write(requests[next++ % requests.length]);
      };
      socket.on('data', (chunk) => {
        buffered += chunk.toString('latin1');
        if (!isWhole(buffered)) return;
        if (!/^HTTP\/1\.1 (?:200|304)/.test(buffered)) return reject(new Error(buffered.slice(0, 400)));
        buffered = '';
        const now = performance.now();
        latencies.push(now - sent);
        if (now >= until) resolve(socket.destroy());
        else ask();
      });
      socket.on('error', reject);
      ask();
    });
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => worker(index)));
  return latencies;
}

function isWhole(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  if (text.startsWith('HTTP/1.1 304')) return true;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
  return text.length >= end + 4 + length;
}

function tell({ bare, ...ways }) {
  compareWith(bare, ways.hub, 'GET of a prompt version');
  compareWith(bare, ways.deployed, 'GET of a prompt by environment');
  compareWith(bare, ways.unchanged, 'GET of a prompt by environment, unchanged (304)');
}

function compareWith(bare, hub, what) {
  const median = (figures, name) =>
    figures.map((each) => each[name]).sort((a, b) => a - b)[figures.length >> 1];
  const compared = (name, unit, reference) => ({
    ...{ value: median(hub, name), unit, spread: spreadOf(hub, name) },
    reference: { name: reference, value: median(bare, name), spread: spreadOf(bare, name) },
  });
  const spreadOf = (figures, name) => {
    const values = figures.map((each) => each[name]);
    return `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)} in ${figures.length} rounds`;
  };
  const reference = 'bare node:http + pg, one row';
  report({
    figure: `hub: ${what}, throughput at 50 connections`,
    ...compared('rate', 'requests/s', reference),
    aim: { ratioAtLeast: 0.5 },
  });
  report({
    figure: `hub: ${what}, CPU per request`,
    ...compared('cpu', 'µs', reference),
    aim: { ratioAtMost: 2 },
  });
}

async function serve(role) {
  const [task] = await once(process, 'message');
  const ready = await role(task);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send(user + system);
  });
  process.send(ready);
}

async function serveHub({ ownerUrl }) {
  const { appDatabaseUrl } = built('database/connection.js');
  const { HubConfig } = built('config/hub-config.js');
  const { uuidV7 } = built('common/uuid.js');
  const app = await built('main.js').createHub(
    new HubConfig({
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'http://127.0.0.1:4100',
      logLevel: 'warn',
      trustProxy: '',
      databaseUrl: appDatabaseUrl(ownerUrl, undefined),
      databasePool: POOL,
      encryptionKeys: [randomBytes(32)],
      jwtKeys: [randomBytes(32)],
      oauthRedirectUris: [],
      allowedProviderHosts: [],
    }),
  );
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address();
  const { DataSource } = require('typeorm');
  const database = app.get(DataSource, { strict: false });
  const user = { id: uuidV7(), name: 'Bench', email: 'bench@example.com' };
  const organization = uuidV7();
  await database.query('INSERT INTO users (id, name, email) VALUES ($1, $2, $3)', [
    user.id,
    user.name,
    user.email,
  ]);
  await database.query(`INSERT INTO organizations (id, slug, name) VALUES ($1, 'bench', 'Bench')`, [
    organization,
  ]);
  await database.query(
    `INSERT INTO memberships (id, organization_id, user_id, role) VALUES ($1, $2, $3, 'owner')`,
    [uuidV7(), organization, user.id],
  );
  await database.query(
    `INSERT INTO projects (id, organization_id, slug, name) VALUES ($1, $2, 'prompts', 'Prompts')`,
    [uuidV7(), organization],
  );
  const { AccessTokenService } = built('auth/access-token.service.js');
  const session = uuidV7();
  await database.query(`INSERT INTO sessions (id, user_id, client_id) VALUES ($1, $2, 'bench')`, [
    session,
    user.id,
  ]);
  const token = await app.get(AccessTokenService, { strict: false }).issue(user, session);
  const paths = await publishVersions(port, token);
  const released = await deployNewest(port, token);
  return { port, headers: `authorization: Bearer ${token}\r\n`, paths, ...released };
}

/** Fifty prompts as production has them. */
async function deployNewest(port, token) {
  const answer = await fetch(`http://127.0.0.1:${port}${PROJECT}/environments/production/deployments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ref: 'main', why: 'benchmark' }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  const deployed = Array.from(
    { length: 50 },
    (_, index) => `${PROJECT}/prompt?path=desk%2Fp${index}.prompt&environment=production`,
  );
  const one = await fetch(`http://127.0.0.1:${port}${deployed[0]}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return { deployed, etag: one.headers.get('etag') };
}

/** Forty versions of a project with fifty prompts; each path asks for one prompt at one version. */
async function publishVersions(port, token) {
  const prompt = (file, version) =>
    `---\nmodel: openai/gpt-5-mini\nconfig: { temperature: 0.2 }\ninput: { schema: { ticket: string } }\n---\n` +
    `{{role "system"}}You answer tickets of desk ${file}, revision ${version}.\n${'Be kind and brief. '.repeat(60)}\n` +
    `{{role "user"}}{{ticket}}\n`;
  const paths = [];
  let parent = null;
  for (let version = 0; version < 40; version++) {
    const files =
      version === 0 ? Array.from({ length: 50 }, (_, index) => index) : [version, (version * 7) % 50];
    const changes = [...new Set(files)].map((file) => ({
      path: `desk/p${file}.prompt`,
      content: prompt(file, version),
    }));
    const answer = await fetch(`http://127.0.0.1:${port}${PROJECT}/commits`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ parent, message: `version ${version}`, changes }),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    parent = (await answer.json()).commit.id;
    paths.push(`${PROJECT}/file?path=desk%2Fp${(version * 3) % 50}.prompt&ref=${parent}`);
  }
  return paths;
}

async function serveBare({ ownerUrl }) {
  const { Pool } = require('pg');
  const pool = new Pool({ connectionString: ownerUrl, max: POOL });
  const { rows } = await pool.query(
    `SELECT project_id, id FROM git_objects WHERE type = 'blob' ORDER BY id LIMIT 40`,
  );
  const query = {
    name: 'bare',
    text: 'SELECT content FROM git_objects WHERE project_id = $1 AND id = $2',
  };
  const server = createServer(async (request, response) => {
    const [, project, id] = request.url.split('/');
    const result = await pool.query({ ...query, values: [project, id] });
    const body = JSON.stringify({ blob: id, content: result.rows[0].content.toString('utf8') });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    headers: '',
    paths: rows.map((row) => `/${row.project_id}/${row.id}`),
  };
}
