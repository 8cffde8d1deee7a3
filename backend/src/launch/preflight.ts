import { access, constants, mkdir, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { LaunchError } from './launch-error';
import { errorCode } from '../common/error-code';

/** @throws LaunchError when the folder cannot be made or written. */
export async function ensureWritable(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = errorCode(error);
    throw new LaunchError(
      `The folder ${folder} cannot be written (${code ?? 'unknown error'}). Choose another with --data-dir.`,
    );
  }
}

/** One by one: below a folder that refuses even root (/proc), Node's recursive mkdir never comes back. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  if (found !== undefined || path.dirname(folder) === folder)
    throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
  await makeFolder(path.dirname(folder));
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}

/** Asked before anything else is started. @throws LaunchError when the address is taken or not ours. */
export async function ensureFree(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(port, host, resolve));
  } catch (error) {
    throw portError(host, port, error);
  }
  await new Promise((resolve) => probe.close(resolve));
}

export function portError(host: string, port: number, error: unknown): LaunchError {
  const code = errorCode(error) ?? 'unknown error';
  if (code === 'EADDRINUSE')
    return new LaunchError(`Port ${port} on ${host} is taken. Choose another with --port.`);
  return new LaunchError(
    `The hub cannot listen on ${host}:${port} (${code}). Choose another with --host and --port.`,
  );
}
