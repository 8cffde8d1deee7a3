// The built hub in a process of its own, with a person who owns the empty project bench/prompts; or `another` one on that
// hub's database. Started by `startHub`.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { ROOT, built as builtPath } from './built.mjs';
import { answerCpu, POOL } from './server-process.mjs';

const require = createRequire(path.join(ROOT, 'backend', 'package.json'));
const built = (file) => require(builtPath(`backend/dist/${file}`));

const [{ ownerUrl, another = false }] = await once(process, 'message');
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
    // Models of benchmarks are on this machine.
    allowedProviderHosts: ['127.0.0.1'],
    redisUrl: process.env.REDIS_URL,
  }),
);
await app.listen(0, '127.0.0.1');
const { port } = app.getHttpServer().address();
answerCpu();
process.send(another ? { port } : { port, token: await settle() });

/** Makes the person and the project. @returns an access token */
async function settle() {
  const { DataSource } = require('typeorm');
  const database = app.get(DataSource, { strict: false });
  const user = { id: uuidV7(), name: 'Bench', email: 'bench@example.com' };
  const organization = uuidV7();
  const session = uuidV7();
  await insert(database, 'users', user);
  await insert(database, 'organizations', { id: organization, slug: 'bench', name: 'Bench' });
  await insert(database, 'memberships', {
    id: uuidV7(),
    organization_id: organization,
    user_id: user.id,
    role: 'owner',
  });
  await insert(database, 'projects', {
    id: uuidV7(),
    organization_id: organization,
    slug: 'prompts',
    name: 'Prompts',
  });
  await insert(database, 'sessions', { id: session, user_id: user.id, client_id: 'bench' });
  const { AccessTokenService } = built('auth/access-token.service.js');
  return app.get(AccessTokenService, { strict: false }).issue(user, session);
}

async function insert(database, table, row) {
  const names = Object.keys(row);
  const places = names.map((_, i) => `$${i + 1}`);
  await database.query(`INSERT INTO ${table} (${names}) VALUES (${places})`, Object.values(row));
}
