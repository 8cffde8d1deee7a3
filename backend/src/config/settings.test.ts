import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { loadSettings, SettingsError } from './settings';

const key = randomBytes(32).toString('base64');

function failure(argv: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  try {
    loadSettings(argv, environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'none';
}

test('without anything it listens on loopback and keeps its data in .prompthub', () => {
  expect(loadSettings([], {})).toMatchObject({
    command: 'serve',
    host: '127.0.0.1',
    port: 4100,
    dataDir: path.resolve('.prompthub'),
    databaseUrl: undefined,
    encryptionKeys: undefined,
  });
});

test('flags win over the environment, and an empty variable is none', () => {
  expect(loadSettings(['--port', '5000'], { PORT: '6000' }).port).toBe(5000);
  expect(loadSettings([], { PORT: '6000' }).port).toBe(6000);
  expect(loadSettings([], { PORT: '', DATABASE_URL: '' })).toMatchObject({
    port: 4100,
    databaseUrl: undefined,
  });
});

test.each([
  [['--port', 'abc'], '--port: must be a number'],
  [['--public-url', 'ftp://x'], '--public-url: must be an http or https URL'],
  [['--nonsense'], "Unknown option '--nonsense'"],
])('%j is refused by name', (argv, message) => {
  expect(failure(argv)).toContain(message);
});

test('a database of one’s own needs both keys, and keys must have their size', () => {
  const database = { DATABASE_URL: 'postgres://me:secret@db/hub' };
  expect(failure([], database)).toMatch(
    /PROMPTHUB_ENCRYPTION_KEY: is required.*\nPROMPTHUB_JWT_KEY: is required/,
  );
  const short = { ...database, PROMPTHUB_ENCRYPTION_KEY: 'c2hvcnQ=', PROMPTHUB_JWT_KEY: key };
  expect(failure([], short)).toBe('PROMPTHUB_ENCRYPTION_KEY: must be 32 bytes in base64');
  expect(failure([], { ...short, DATABASE_URL: 'mysql://me:secret@db' })).not.toContain('secret');
});

test.each(['loopback', 'loopback, 10.0.0.0/8', '::1,fd00::/8', '192.0.2.1', ''])(
  'proxies that are believed: %j',
  (trusted) => {
    expect(loadSettings([], { PROMPTHUB_TRUST_PROXY: trusted }).trustProxy).toBe(trusted);
  },
);

test.each(['true', '1', 'proxy.example', '10.0.0.0/40', '10.0.0.0/8/8', '0.0.0.0/0', 'loopback,'])(
  'proxies that are not believed: %j',
  (trusted) => {
    expect(failure([], { PROMPTHUB_TRUST_PROXY: trusted })).toMatch(
      /^PROMPTHUB_TRUST_PROXY: must be addresses/,
    );
  },
);

test('a Redis is asked for by its address, which no message repeats', () => {
  expect(loadSettings([], {}).redisUrl).toBeUndefined();
  for (const url of ['redis://localhost:6379/2', 'rediss://me:secret@redis.example'])
    expect(loadSettings([], { REDIS_URL: url }).redisUrl).toBe(url);
  expect(failure([], { REDIS_URL: 'http://me:secret@redis.example' })).toBe(
    'REDIS_URL: must be a redis:// or rediss:// URL',
  );
});

test('several keys rotate', () => {
  const settings = loadSettings([], { PROMPTHUB_ENCRYPTION_KEY: `${key}, ${key}`, PROMPTHUB_JWT_KEY: key });
  expect(settings.encryptionKeys).toHaveLength(2);
  expect(settings.encryptionKeys?.[0]?.toString('base64')).toBe(key);
});
