import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TokenStore } from '@prompthub/client/node';
import { Browser } from './browser';
import { builtCli, builtCliEnvironment } from './built-cli';
import { Folder } from './workspace';

/** `prompthub serve` with a database of its own, and a person who signs in in a browser. */
export class RealHub {
  url = '';
  readonly #browser = new Browser();
  readonly #data = mkdtempSync(join(tmpdir(), 'prompthub-hub-'));
  readonly #folders: Folder[] = [];
  #process: ChildProcess | undefined;

  async start(): Promise<void> {
    const args = ['serve', '--port', String(await freePort()), '--data-dir', this.#data];
    this.#process = spawn(process.execPath, [builtCli(), ...args], {
      // Stories may have models of their own on this machine.
      env: {
        ...builtCliEnvironment(),
        HOME: process.env['HOME'],
        PROMPTHUB_ALLOWED_PROVIDER_HOSTS: '127.0.0.1',
      },
    });
    const link = await signInLink(this.#process);
    this.url = new URL(link).origin;
    await this.#browser.submit(link, '/link', {});
  }

  async stop(): Promise<void> {
    const hub = this.#process;
    const ended = new Promise((resolve) => hub?.once('exit', resolve));
    if (hub?.kill('SIGTERM')) await ended;
    for (const folder of this.#folders) folder.remove();
    rmSync(this.#data, { recursive: true, force: true });
  }

  /** A folder that is linked to the sample project. */
  folder(branch = 'main'): Folder {
    const folder = new Folder();
    this.#folders.push(folder);
    const link = `hub: ${this.url}\nproject: acme/support-desk\n`;
    return folder.write({ 'prompthub.yaml': branch === 'main' ? link : `${link}branch: ${branch}\n` });
  }

  /** One that is signed in. */
  async signedIn(branch?: string): Promise<Folder> {
    const folder = this.folder(branch);
    await this.login(folder);
    return folder;
  }

  login(folder: Folder) {
    let opened = false;
    return folder.run(['login', '--no-browser'], {
      onStderr: (text) => {
        const page = /http\S+\/oauth\/authorize\S+(?=\n)/.exec(text)?.[0];
        if (!page || opened) return;
        opened = true;
        void this.#browser
          .submit(page, '/oauth/authorize', { decision: 'allow' })
          .then((answer) => fetch(answer.headers.get('location') ?? ''));
      },
    });
  }

  /** What the folder was given when it signed in. */
  async token(folder: Folder): Promise<string> {
    const stored = await new TokenStore(folder.path).get(this.url);
    return stored?.kind === 'oauth' ? stored.accessToken : '';
  }
}

/** What a command says with `--json`. */
export async function json(folder: Folder, ...args: string[]) {
  return JSON.parse((await folder.run([...args, '--json'])).stdout);
}

/** Stories that share one hub. */
export function againstRealHub(name: string, stories: (hub: RealHub) => void): void {
  const built = existsSync(join(__dirname, '../../backend/dist/launch.js'));
  if (!built)
    console.warn(
      'Skipped: the command against a real hub. backend/dist/launch.js is not built (npm run build).',
    );
  (built ? describe : describe.skip)(`against a real hub: ${name}`, () => {
    const hub = new RealHub();
    beforeAll(() => hub.start(), 120_000);
    afterAll(() => hub.stop(), 60_000);
    stories(hub);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function signInLink(hub: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const link = /http\S+\/link\?token=\S+/.exec(output)?.[0];
      if (link) resolve(link);
    };
    hub.stdout?.on('data', read);
    hub.stderr?.on('data', read);
    hub.once('exit', (code) => reject(new Error(`The hub ended with ${code}: ${output}`)));
  });
}
