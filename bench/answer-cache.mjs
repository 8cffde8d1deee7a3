/**
 * What looking for a kept answer costs a call: a hit of 2 kB in Redis beside a bare GET of it by the same client, in turns; then at 100 calls
 * a second while Redis is frozen (SIGSTOP: connections stand, nothing is answered), beside a hub that has no Redis. The longest wait must be
 * the small timeout of one command.
 *
 *   npm run bench -- answer-cache [--calls 1000]
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findRedisServer } from '../scripts/redis/setup.mjs';
import { ROOT, built } from './lib/built.mjs';
import { report } from './lib/report.mjs';
import { p95, percentile } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { calls: { type: 'string', default: '1000' } } });
const calls = Math.max(100, Number(values.calls) || 1000);
const program = findRedisServer();
if (program === undefined) {
  console.error('There is no redis-server. Install it, or name it in PROMPTHUB_REDIS_SERVER.');
  process.exit(2);
}

const require = createRequire(path.join(ROOT, 'backend/package.json'));
const { Logger } = require('@nestjs/common');
const { RedisConnection, COMMAND_MS } = require(built('backend/dist/redis/redis-connection.js'));
const { AnswerCache } = require(built('backend/dist/answer-cache/answer-cache.js'));
const { answerKey } = require(built('backend/dist/answer-cache/answer-key.js'));
Logger.overrideLogger(false);

const socket = path.join(tmpdir(), `prompthub-bench-${process.pid}.sock`);
const settings = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no'];
const server = spawn(program, settings, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => {
  server.kill('SIGKILL');
  rmSync(socket, { force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
while (!/ready to accept connections/i.test(String(await once(server.stdout, 'data'))));
server.stdout.resume();

const QUESTION = {
  organizationId: 'acme',
  projectId: 'desk',
  addresses: ['https://api.openai.com/v1'],
  call: {
    model: 'openai/gpt-5-mini',
    request: { messages: [{ role: 'user', content: [{ text: 'word '.repeat(800) }] }], config: {} },
  },
};
const ANSWER = {
  model: 'openai/gpt-5-mini',
  text: 'word '.repeat(400),
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 800, outputTokens: 400, estimated: false },
};

const shared = await start(socket);
const alone = await start(undefined);
const bare = `answer:${answerKey(QUESTION)}`;

const hits = { ours: [], theirs: [] };
for (let call = -calls / 10; call < calls; call++) {
  const ours = await timed(shared.look);
  const theirs = await timed(() => shared.client.getBuffer(bare));
  if (call < 0) continue;
  hits.ours.push(ours);
  hits.theirs.push(theirs);
}
report({
  figure: 'answer cache: a kept answer found in Redis',
  ...{ value: percentile(hits.ours, 0.5), unit: 'ms', spread: p95(hits.ours, 'ms') },
  reference: { name: 'bare GET', value: percentile(hits.theirs, 0.5), spread: p95(hits.theirs, 'ms') },
  aim: { atMost: 1 },
});

server.kill('SIGSTOP');
const frozen = [];
const none = [];
for (let call = 0; call < calls; call++) {
  frozen.push(await timed(shared.look));
  none.push(await timed(alone.look));
  await pause(10);
}
const waited = frozen.filter((time) => time > COMMAND_MS / 2).length;
report({
  figure: `answer cache: longest of ${calls} calls while Redis is frozen`,
  ...{ value: Math.max(...frozen), unit: 'ms', spread: `${waited} waited; ${p95(frozen, 'ms')}` },
  reference: { name: 'without a Redis', value: Math.max(...none), spread: p95(none, 'ms') },
  aim: { atMost: COMMAND_MS + 15 },
});
process.exit();

/** A cache in which the answer is kept, and what looks for it. */
async function start(redisUrl) {
  const config = { redisUrl, encryptionKeys: [randomBytes(32)] };
  const connection = new RedisConnection(config);
  const { client } = connection;
  if (client) await once(client, 'ready');
  const cache = new AnswerCache(connection, config);
  cache.put(answerKey(QUESTION), ANSWER, 3600);
  await client?.ping();
  const look = async () => {
    if ((await cache.get(answerKey(QUESTION), 3600)) === undefined) throw new Error('nothing was kept');
  };
  return { client, look };
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
