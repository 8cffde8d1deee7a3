import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../../error-code';
import { parseJson } from '../parse-json';
import { writeFileAtomically } from '../atomic-file';
import { withLock } from '../file-lock';

const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('personal'), token: z.string() }),
  z.object({
    kind: z.literal('oauth'),
    clientId: z.string(),
    accessToken: z.string(),
    refreshToken: z.string(),
    /** Milliseconds since 1970. */
    expiresAt: z.number(),
  }),
]);
export type StoredToken = z.infer<typeof entry>;

const schema = z.object({ version: z.literal(1), hubs: z.record(z.string(), entry) });

/** The folder for what PromptHub keeps of this person: `PROMPTHUB_CONFIG_DIR`, else the platform's own place. */
export function configFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment['PROMPTHUB_CONFIG_DIR']) return environment['PROMPTHUB_CONFIG_DIR'];
  if (process.platform === 'win32' && environment['APPDATA'])
    return join(environment['APPDATA'], 'prompthub');
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'prompthub');
}

/** Tokens by hub, in one file that only its owner can read (0600). */
export class TokenStore {
  readonly #file: string;

  constructor(folder: string = configFolder()) {
    this.#file = join(folder, 'credentials.json');
  }

  async get(hub: string): Promise<StoredToken | undefined> {
    return (await this.#read()).hubs[hub];
  }

  set(hub: string, token: StoredToken | undefined): Promise<void> {
    return this.exclusively((write) => write(hub, token));
  }

  /** Holds the store's lock over all processes: whoever refreshes does it alone, and the others then read the result. */
  exclusively<T>(
    work: (write: (hub: string, token: StoredToken | undefined) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    return withLock(`${this.#file}.lock`, () => work((hub, token) => this.#write(hub, token)));
  }

  async #write(hub: string, token: StoredToken | undefined): Promise<void> {
    const { hubs } = await this.#read();
    const { [hub]: _previous, ...others } = hubs;
    const next = { version: 1, hubs: token ? { ...others, [hub]: token } : others };
    await writeFileAtomically(this.#file, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
  }

  /** A broken file counts as signed out. */
  async #read(): Promise<z.infer<typeof schema>> {
    const text = await readFile(this.#file, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return '';
      throw error;
    });
    const parsed = schema.safeParse(parseJson(text));
    return parsed.success ? parsed.data : { version: 1, hubs: {} };
  }
}
