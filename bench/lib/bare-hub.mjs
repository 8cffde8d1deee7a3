// The least that answers from PostgreSQL: node:http, a pool of `pg`, one query before it listens.
//   bare-hub.mjs <port> <database url>
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.resolve(import.meta.dirname, '../../backend/package.json'));
const { Pool } = require('pg');
const [port, connectionString] = process.argv.slice(2);

const pool = new Pool({ connectionString, max: 10 });
await pool.query('SELECT 1');
const server = createServer(async (request, response) => {
  const { rows } = await pool.query('SELECT 1 AS one');
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(rows[0]));
});
server.listen(Number(port), '127.0.0.1');
