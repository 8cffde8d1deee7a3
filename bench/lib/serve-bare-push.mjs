// The least that moves a row and tells who is connected elsewhere: node:http, `pg` with NOTIFY in the transaction, LISTEN, `ws`.
// Started by `startServer`.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from './built.mjs';
import { answerCpu, POOL } from './server-process.mjs';

const require = createRequire(path.join(ROOT, 'backend', 'package.json'));
const { Client, Pool } = require('pg');
const { WebSocketServer } = require('ws');

const [{ ownerUrl }] = await once(process, 'message');
const pool = new Pool({ connectionString: ownerUrl, max: POOL });
await pool.query('CREATE TABLE IF NOT EXISTS bare_labels (name text PRIMARY KEY, value text)');

const server = createServer(async (request, response) => {
  const database = await pool.connect();
  const value = request.url.slice(1);
  await database.query('BEGIN');
  await database.query(
    `INSERT INTO bare_labels VALUES ('stable', $1) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value`,
    [value],
  );
  await database.query(`SELECT pg_notify('bare', $1)`, [value]);
  await database.query('COMMIT');
  database.release();
  response.end();
});
const sockets = new WebSocketServer({ server });
const listener = new Client({ connectionString: ownerUrl });
await listener.connect();
listener.on('notification', ({ payload }) => {
  for (const socket of sockets.clients) socket.send(payload);
});
await listener.query('LISTEN bare');
server.listen(0, '127.0.0.1');
await once(server, 'listening');
answerCpu();
process.send({ port: server.address().port });
