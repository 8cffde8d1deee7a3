import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { LaunchError } from '../launch-error';

const run = promisify(execFile);

/** The system user that PostgreSQL runs as. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * PostgreSQL refuses to run as root, so root lends it user `postgres` (made when it is missing).
 * Undefined for everyone else: it then runs as whoever started the hub.
 */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await lookUp('postgres')) ?? (await create('postgres'));
}

async function lookUp(name: string): Promise<ServerUser | undefined> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  if (fields === undefined) return undefined;
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}

async function create(name: string): Promise<ServerUser> {
  await run('useradd', ['--system', '--user-group', '--no-create-home', name])
    .catch(() => run('adduser', ['-S', '-D', '-H', name]))
    .catch(() => undefined);
  const user = await lookUp(name);
  if (user === undefined)
    throw new LaunchError(
      'PostgreSQL refuses to run as root, and the system user "postgres" could not be created. ' +
        'Start as an ordinary user, or set DATABASE_URL.',
    );
  return user;
}
