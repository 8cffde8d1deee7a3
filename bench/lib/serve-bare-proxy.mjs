// The least that hands a call on to a model and keeps account of it: node:http and `pg`, a read, a count in a table without a log
// and a record on disk before the request goes out. No rights, prompts, prices, budgets or keys. Started by `startServer`.
import { once } from 'node:events';
import { Agent, createServer, request as ask } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from './built.mjs';
import { answerCpu, POOL } from './server-process.mjs';

const require = createRequire(path.join(ROOT, 'backend', 'package.json'));
const { Pool } = require('pg');

const [{ ownerUrl, model }] = await once(process, 'message');
const pool = new Pool({ connectionString: ownerUrl, max: POOL });
await pool.query(`CREATE TABLE bare_facts (key text PRIMARY KEY, value text);
  INSERT INTO bare_facts VALUES ('place', 'some value');
  CREATE UNLOGGED TABLE bare_counts (key text PRIMARY KEY, count bigint);
  CREATE TABLE bare_calls (id bigserial PRIMARY KEY, model text, at timestamptz DEFAULT now())`);
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

const FACT = { name: 'fact', text: 'SELECT value FROM bare_facts WHERE key = $1', values: ['place'] };
const COUNT = {
  name: 'count',
  text: `INSERT INTO bare_counts VALUES ('minute', 1)
    ON CONFLICT (key) DO UPDATE SET count = bare_counts.count + 1 RETURNING count`,
};

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  await pool.query(FACT);
  await pool.query(COUNT);
  const name = JSON.parse(body.toString()).model;
  await pool.query({
    name: 'record',
    text: 'INSERT INTO bare_calls (model) VALUES ($1)',
    values: [name],
  });
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  const options = { host: '127.0.0.1', port: model, path: request.url, method: 'POST', agent, headers };
  ask(options, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  }).end(body);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
answerCpu();
process.send({ port: server.address().port });
