import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { HubClient } from '@prompthub/client';
import { signInWithBrowser } from '@prompthub/client/node';
import type { TokenScope } from '@prompthub/protocol';
import type { Page } from 'playwright-core';
import { ROOT } from './editor';
import { freePort } from './product';
import type { Workbench } from './workbench';

/** Whom the one-time link of a new hub lets in; the password is what the person chooses then. */
export const OWNER = { email: 'owner@prompthub.localhost', password: 'correct horse battery' };

interface Place {
  readonly data: string;
  readonly port: number;
  /** Settings of the hub. */
  readonly env: Readonly<Record<string, string>>;
}

/** A hub of this checkout with data of its own, and the organization `acme`. */
export class OwnHub {
  readonly url: string;
  readonly #link: string;
  readonly #place: Place;
  #process: ChildProcess;

  private constructor(
    place: Place,
    { url, link, child }: { url: string; link: string; child: ChildProcess },
  ) {
    this.url = url;
    this.#link = link;
    this.#place = place;
    this.#process = child;
  }

  static async start(data: string, env: Readonly<Record<string, string>> = {}): Promise<OwnHub> {
    const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-b', 'backend'], { cwd: ROOT });
    const place = { data, port: await freePort(), env };
    const { child, output } = await launch(place);
    const [, url, link] = /running at (http\S+)[\s\S]*?(http\S+\/link\?token=\S+)/.exec(output) ?? [];
    if (!url || !link) throw new Error(`the hub did not say where it is:\n${output}`);
    return new OwnHub(place, { url, link, child });
  }

  /** After `stop`: the same hub, at the same address. */
  async startAgain(): Promise<void> {
    this.#process = (await launch(this.#place)).child;
  }

  /** The owner chooses a password, and is signed in there. */
  async welcome(page: Page): Promise<void> {
    await page.goto(this.#link);
    await page.getByLabel('New password').fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('signed in', { exact: false }).first().waitFor();
  }

  /** Another client, with the session of the person who is signed in on that page. */
  async clientOf(page: Page): Promise<HubClient> {
    const session = await signInWithBrowser({
      hub: new HubClient({ baseUrl: this.url }),
      clientId: 'prompthub-cli',
      open: async (url) => {
        await page.goto(url);
        await page.getByRole('button', { name: 'Allow' }).click();
      },
    });
    return this.clientWith(session.access_token);
  }

  clientWith(token: string): HubClient {
    return new HubClient({ baseUrl: this.url, token: () => Promise.resolve(token) });
  }

  /** The window is signed in with a token of that person, who may write unless it says otherwise. */
  async signIn(
    window: Workbench,
    person: HubClient,
    scopes: TokenScope[] = ['read', 'write'],
  ): Promise<void> {
    const { token } = await person.createPersonalToken({ name: 'editor', scopes });
    await window.run('PromptHub: Sign In with a Token…');
    await window.input(token, 'Personal token');
    await window.toast('Signed in').waitFor();
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.kill('SIGINT');
    await ended;
  }
}

/** Until it says that it runs. */
async function launch({ data, port, env }: Place): Promise<{ child: ChildProcess; output: string }> {
  const program = path.join(ROOT, 'backend/dist/launch.js');
  const child = spawn(process.execPath, [program, '--port', `${port}`, '--data-dir', data], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      if (output.includes('Press Ctrl-C to stop')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => reject(new Error(`the hub ended:\n${output}`)));
  });
  return { child, output };
}
