import { randomBytes } from 'node:crypto';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { LaunchError } from './launch-error';
import { errorCode } from '../common/error-code';

const base64 = z.string().transform((text) => Buffer.from(text, 'base64'));
const schema = z.object({
  /** Names this hub's folder outside of the data directory, where there is one. */
  instance: z.string().regex(/^[a-z0-9]{16}$/),
  encryption: z.array(base64).min(1),
  jwt: z.array(base64).min(1),
  databaseOwnerPassword: z.string().min(1),
  databaseAppPassword: z.string().min(1),
});
export type KeyFile = z.infer<typeof schema>;

/** The secrets of a hub on the embedded database: `keys.json` in the data directory, for its owner's eyes only. */
export async function readKeyFile(dataDir: string): Promise<KeyFile> {
  const file = path.join(dataDir, 'keys.json');
  const text = (await readText(file)) ?? (await create(file));
  await chmod(file, 0o600);
  return parse(file, text);
}

/** Undefined when there is none. */
export async function findKeyFile(dataDir: string): Promise<KeyFile | undefined> {
  const file = path.join(dataDir, 'keys.json');
  const text = await readText(file);
  return text === undefined ? undefined : parse(file, text);
}

function parse(file: string, text: string): KeyFile {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new LaunchError(
      `${file} is damaged. Restore it from a backup: the database cannot be read without it.`,
    );
  }
}

/** Written beside and linked: never half there, and the first of two starts wins. */
async function create(file: string): Promise<string> {
  const secret = (bytes: number, encoding: BufferEncoding): string => randomBytes(bytes).toString(encoding);
  const text = JSON.stringify(
    {
      instance: secret(8, 'hex'),
      encryption: [secret(32, 'base64')],
      jwt: [secret(32, 'base64')],
      databaseOwnerPassword: secret(24, 'base64url'),
      databaseAppPassword: secret(24, 'base64url'),
    },
    null,
    2,
  );
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, text, { mode: 0o600 });
  await link(fresh, file).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  await rm(fresh, { force: true });
  return readFile(file, 'utf8');
}

function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}
