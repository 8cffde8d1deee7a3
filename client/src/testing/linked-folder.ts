import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HubClient } from '../hub-client';
import { findLink } from '../node/link';
import { WorkingCopy } from '../node/working-copy';
import { RegistryServer } from './registry-server';

/** For tests: a folder of real files, linked to a hub of its own. */
export class LinkedFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'prompthub-copy-'));
  readonly server: RegistryServer;
  /** How requests reach the hub; for what gets lost on the way. */
  fetch: typeof fetch = (input, init) => fetch(input, init);

  private constructor(server: RegistryServer) {
    this.server = server;
  }

  /** The hub's `main` holds `remote`, the folder `local` and the link. */
  static async linked(
    remote: Readonly<Record<string, string>>,
    local: Readonly<Record<string, string>> = {},
  ): Promise<LinkedFolder> {
    const folder = new LinkedFolder(await RegistryServer.start(remote));
    folder.link();
    folder.write(local);
    return folder;
  }

  /** The hub's `main` holds `remote`, and so does the folder. */
  static async pulled(remote: Readonly<Record<string, string>>): Promise<LinkedFolder> {
    const folder = await LinkedFolder.linked(remote);
    await (await folder.copy()).pull();
    return folder;
  }

  link(): void {
    this.write({ 'prompthub.yaml': `hub: ${this.server.url}\nproject: acme/desk\n` });
  }

  /** A new one, as each window and each command has its own. */
  async copy(options?: ConstructorParameters<typeof WorkingCopy>[2]): Promise<WorkingCopy> {
    const link = await findLink(this.root);
    if (!link) throw new Error('no link');
    const reach: typeof fetch = (input, init) => this.fetch(input, init);
    return new WorkingCopy(link, new HubClient({ baseUrl: this.server.url, fetch: reach }), options);
  }

  /** From now on no request arrives. */
  cut(): void {
    this.fetch = () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }));
  }

  mend(): void {
    this.fetch = (input, init) => fetch(input, init);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), content);
    }
  }

  read(path: string): string | undefined {
    const file = join(this.root, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  delete(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  async states(options: { offline?: boolean } = {}): Promise<Record<string, string>> {
    const files = await (await this.copy()).status(options);
    return Object.fromEntries(files.map(({ path, state }) => [path, state]));
  }

  async remove(): Promise<void> {
    await this.server.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}
