import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { binariesIn, type PostgresBinaries } from '../../src/launch/postgres/binaries';

const run = promisify(execFile);

/** A PostgreSQL that the machine has of its own: a server, and the programs that back it up. */
export interface MachinePostgres {
  readonly binaries: PostgresBinaries;
  /** Runs one of its client programs. @returns what it printed. */
  client(program: 'pg_dump' | 'pg_restore' | 'psql', args: readonly string[]): Promise<string>;
}

/** The newest one; undefined where there is none. */
export function machinePostgres(): MachinePostgres | undefined {
  const folder = candidates().find((root) =>
    ['initdb', 'postgres', 'pg_dump', 'pg_restore', 'psql'].every((name) =>
      existsSync(path.join(root, 'bin', name)),
    ),
  );
  if (folder === undefined) return undefined;
  return {
    binaries: binariesIn(folder),
    client: async (program, args) => {
      const { stdout } = await run(path.join(folder, 'bin', program), args, { maxBuffer: 1 << 26 });
      return stdout;
    },
  };
}

/** Where Debian keeps its versions, newest first, then what `pg_config` says. */
function candidates(): string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return [...versions.map((version) => path.join(debian, version)), ...configured()];
}

function configured(): string[] {
  try {
    return [path.dirname(execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim())];
  } catch {
    return [];
  }
}
