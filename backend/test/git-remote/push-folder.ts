import type { RegistryClient } from '../registry/registry-client';
import { GitFolder, type GitResult } from './git-client';

/** A folder with the repository `mine`, which pushes to a hub. */
export class PushFolder extends GitFolder {
  /** Makes the repository; `origin` stands for the address. */
  async link(url: string): Promise<void> {
    await this.git('.', 'init', '--quiet', '--initial-branch=main', 'mine');
    await this.git('mine', 'remote', 'add', 'origin', url);
  }

  push(...args: string[]): Promise<GitResult> {
    return this.run(['push', ...args], { cwd: 'mine' });
  }

  async pushed(...args: string[]): Promise<void> {
    expect(await this.push(...args)).toMatchObject({ code: 0 });
  }

  async refused(message: RegExp, ...args: string[]): Promise<void> {
    const { code, stderr } = await this.push(...args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  }
}

/** Where the branches of a project stand, by name. */
export async function headsOf(registry: RegistryClient): Promise<Record<string, string>> {
  const { items } = (await registry.get('branches')).body;
  return Object.fromEntries(
    items.map((branch: { name: string; head: string }) => [branch.name, branch.head]),
  );
}
