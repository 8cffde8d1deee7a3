/**
 * Finds a Redis server for tests; on Debian, as root, it is installed when there is none.
 *
 *   node scripts/redis/setup.mjs            install what is missing
 *   node scripts/redis/setup.mjs --check    exit 0 when there is one, 1 with the reason when not
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where Debian, Ubuntu, Fedora, what is built by hand, and Homebrew put it. Valkey takes the same arguments. */
const PLACES = [
  '/usr/bin/redis-server',
  '/usr/local/bin/redis-server',
  '/opt/homebrew/bin/redis-server',
  '/usr/bin/valkey-server',
];

export function findRedisServer() {
  const named = process.env.PROMPTHUB_REDIS_SERVER;
  return (named ? [named] : PLACES).find((place) => existsSync(place));
}

/** Why tests with a Redis cannot run, in words; undefined when they can. */
export function missing() {
  return findRedisServer()
    ? undefined
    : 'no redis-server found (install it, or name it in PROMPTHUB_REDIS_SERVER)';
}

export function setup() {
  if (findRedisServer() || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: ['ignore', 'inherit', 'inherit'] };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], options);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--check')) setup();
  const reason = missing();
  if (reason) {
    console.error(`Tests with a Redis cannot run: ${reason}`);
    process.exit(1);
  }
}
