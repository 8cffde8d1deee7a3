import { fork } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { Client } from 'pg';
import { appDatabaseUrl, postgresOptions } from '../src/database/connection';
import { migrate } from '../src/database/migrate';
import { migrations } from '../src/database/migrations/index';
import { createDatabase, startHub } from './hub';

/** Runs the migrations in a process of its own. @returns how many it ran. */
function migrateInProcess(ownerUrl: string): Promise<number> {
  const child = fork(path.join(__dirname, 'child-migrate.main.ts'), [ownerUrl], {
    execArgv: ['--require', path.join(__dirname, 'swc-register.cjs')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (ran: { count: number } | { error: string }) =>
      'count' in ran ? resolve(ran.count) : reject(new Error(ran.error)),
    );
    child.once('error', reject);
  });
}

test('two processes that start at once both succeed, and each migration runs once', async () => {
  const { ownerUrl } = await createDatabase();
  const ran = await Promise.all([migrateInProcess(ownerUrl), migrateInProcess(ownerUrl)]);
  expect(ran.sort()).toEqual([0, migrations.length]);
}, 60_000);

test('nothing ends a migration before it is done, not even what the server sets for all', async () => {
  const { ownerUrl } = await createDatabase();
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const timeouts = ['statement_timeout', 'idle_in_transaction_session_timeout'];
  await owner.query(`
    ALTER DATABASE ${owner.database} SET statement_timeout = '1min';
    ALTER DATABASE ${owner.database} SET idle_in_transaction_session_timeout = '1min';
    CREATE SCHEMA probe;
    CREATE TABLE probe.seen (name text, value text, UNIQUE (name, value));
    CREATE FUNCTION probe.note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO probe.seen SELECT name, setting FROM pg_settings WHERE name IN ('${timeouts.join("', '")}')
      ON CONFLICT DO NOTHING;
    END $$;
    CREATE EVENT TRIGGER note ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION probe.note()`);
  await migrate({ ownerUrl });
  const { rows } = await owner.query('SELECT name, value FROM probe.seen ORDER BY name DESC');
  await owner.end();
  expect(rows).toEqual(timeouts.map((name) => ({ name, value: '0' })));
});

test('what another application keeps in its queue of the same library stays as it is', async () => {
  const { ownerUrl } = await createDatabase();
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  const { getConstructionPlans } = await import('pg-boss');
  await owner.query(getConstructionPlans());
  await owner.query(`SELECT pgboss.create_queue('theirs', '{"policy":"standard"}')`);
  await migrate({ ownerUrl });
  const { rows } = await owner.query('SELECT name FROM pgboss.queue');
  await owner.end();
  expect(rows).toEqual([{ name: 'theirs' }]);
});

test('a hub without a login of its own steps down from the owner', async () => {
  const { ownerUrl } = await createDatabase();
  const hub = await startHub({ database: { ownerUrl, appUrl: appDatabaseUrl(ownerUrl, undefined) } });
  try {
    const [row] = await hub.dataSource.query('SELECT current_user AS name');
    expect(row.name).toBe('prompthub_app');
    await expect(hub.dataSource.query('DELETE FROM audit_events')).rejects.toThrow('permission denied');
    expect((await hub.request('/health/ready')).status).toBe(200);
  } finally {
    await hub.close();
  }
});

test('every table can be taken back by its migrations', async () => {
  const { ownerUrl } = await createDatabase();
  await migrate({ ownerUrl });
  const { DataSource } = await import('typeorm');
  const owner = new DataSource({
    ...postgresOptions(ownerUrl, 1),
    migrations: [...migrations],
    migrationsTableName: 'schema_migrations',
  });
  await owner.initialize();
  for (const _migration of migrations) await owner.undoLastMigration();
  const left = await owner.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
  await owner.destroy();
  expect(left).toEqual([{ tablename: 'schema_migrations' }]);
});

test('an unreachable server is one line without the password', async () => {
  const failure = migrate({ ownerUrl: 'postgres://me:very-secret@127.0.0.1:1/hub' });
  await expect(failure).rejects.toThrow('PostgreSQL at 127.0.0.1:1/hub cannot be used: connect ECONNREFUSED');
  await expect(failure).rejects.not.toThrow('very-secret');
});

test('a server older than 14 is named and refused', async () => {
  const old = await oldServer();
  const failure = migrate({ ownerUrl: `postgres://me@127.0.0.1:${old.port}/hub` });
  await expect(failure).rejects.toThrow(
    'PostgreSQL 13.22 is too old: PromptHub needs PostgreSQL 14 or newer',
  );
  await old.close();
});

/** As much of PostgreSQL's protocol as saying one's version needs. */
async function oldServer(): Promise<{ port: number; close: () => Promise<void> }> {
  const message = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const ready = message('Z', Buffer.from('I'));
  const column = (name: string): Buffer =>
    Buffer.concat([
      Buffer.from(`${name}\0`),
      Buffer.from('000000000000000000190000ffffffff0000'.padEnd(36, '0'), 'hex'),
    ]);
  const value = (text: string): Buffer => {
    const size = Buffer.alloc(4);
    size.writeInt32BE(text.length);
    return Buffer.concat([size, Buffer.from(text)]);
  };
  const two = Buffer.from([0, 2]);
  const answer = Buffer.concat([
    message('T', Buffer.concat([two, column('number'), column('name')])),
    message('D', Buffer.concat([two, value('130022'), value('13.22')])),
    message('C', Buffer.from('SELECT 1\0')),
    ready,
  ]);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
      socket.on('data', (chunk) =>
        chunk.toString('latin1', 0, 1) === 'Q' ? socket.write(answer) : socket.end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

test('nobody but the owner creates tables, on old servers too', async () => {
  const { ownerUrl, appUrl } = await createDatabase();
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query('GRANT CREATE ON SCHEMA public TO PUBLIC');
  await migrate({ ownerUrl, appLogin: 'prompthub_test_app' });
  await owner.end();
  const app = new Client({ connectionString: appUrl });
  await app.connect();
  await expect(app.query('CREATE TABLE mine (id int)')).rejects.toThrow('permission denied');
  await app.end();
});

test('an owner who may not set up roles is told what to ask for', async () => {
  const { ownerUrl } = await createDatabase();
  const admin = new Client({ connectionString: ownerUrl });
  await admin.connect();
  await admin.query(
    `DO $$ BEGIN CREATE ROLE prompthub_test_plain LOGIN PASSWORD 'only-for-tests';
     EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  );
  await admin.end();
  const plain = new URL(ownerUrl);
  plain.username = 'prompthub_test_plain';
  plain.password = 'only-for-tests';
  await expect(migrate({ ownerUrl: plain.href })).rejects.toThrow(
    'Have an administrator run: CREATE ROLE prompthub_app NOLOGIN; then GRANT prompthub_app TO the user of DATABASE_URL.',
  );
});
