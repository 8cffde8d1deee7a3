// The least that answers with a row of the hub's table of objects: node:http and `pg`. Started by `startServer`.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from './built.mjs';
import { answerCpu, POOL } from './server-process.mjs';

const require = createRequire(path.join(ROOT, 'backend', 'package.json'));
const { Pool } = require('pg');

const [{ ownerUrl }] = await once(process, 'message');
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
answerCpu();
process.send({
  port: server.address().port,
  paths: rows.map((row) => `/${row.project_id}/${row.id}`),
});
