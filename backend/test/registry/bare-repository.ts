import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { decodeCommit, decodeTree, type GitObjectType } from '@prompthub/protocol';
import type { RegistryClient } from './registry-client';

/** A bare repository of the real Git, filled with the bytes that the hub serves. */
export class BareRepository {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'hub-repository-'));
  readonly #known = new Set<string>();

  constructor() {
    this.git(['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  }

  git(args: string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}): string {
    const env = { PATH: process.env.PATH, HOME: this.folder, GIT_CONFIG_NOSYSTEM: '1', ...options.env };
    return execFileSync('git', args, { cwd: this.folder, maxBuffer: 1 << 26, ...options, env }).toString();
  }

  /** Copies everything that can be reached from the branch's head. */
  async fetch(registry: RegistryClient, branch = 'main'): Promise<string> {
    const { items } = (await registry.get('branches')).body as { items: { name: string; head: string }[] };
    const head = items.find(({ name }) => name === branch)?.head;
    if (head === undefined) throw new Error(`no branch ${branch}`);
    await this.#copy(registry, head);
    this.git(['update-ref', `refs/heads/${branch}`, head]);
    return head;
  }

  /** Puts an object there, as a loose one. */
  write({ id, type, content }: { id: string; type: GitObjectType; content: Uint8Array }): void {
    const folder = path.join(this.folder, 'objects', id.slice(0, 2));
    mkdirSync(folder, { recursive: true });
    const framed = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
    writeFileSync(path.join(folder, id.slice(2)), deflateSync(framed, { level: 1 }));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #copy(registry: RegistryClient, start: string): Promise<void> {
    for (let open = [start]; open.length > 0;) {
      const id = open.pop() ?? '';
      if (this.#known.has(id)) continue;
      this.#known.add(id);
      const { type, content } = await readObject(registry, id);
      this.write({ id, type, content });
      if (type === 'tree') open.push(...decodeTree({ type, content }).map((entry) => entry.id));
      if (type !== 'commit') continue;
      const commit = decodeCommit({ type, content });
      open = [...open, commit.tree, ...commit.parents];
    }
  }
}

async function readObject(
  registry: RegistryClient,
  id: string,
): Promise<{ type: GitObjectType; content: Buffer }> {
  const answer = await fetch(`${registry.hub.url}${registry.root}/objects/${id}`, {
    headers: { authorization: `Bearer ${registry.hub.users[registry.as].token}` },
  });
  if (answer.status !== 200) throw new Error(`object ${id}: ${answer.status}`);
  const type = answer.headers.get('x-git-type') as GitObjectType;
  return { type, content: Buffer.from(await answer.arrayBuffer()) };
}
