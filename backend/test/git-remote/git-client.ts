import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TokenScope } from '@prompthub/protocol';
import type { TestHub, TestRole } from '../hub';

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  /** What a person sees. */
  readonly stderr: string;
}

/** A folder in which the real `git` runs, away from the configuration of whoever runs the tests. */
export class GitFolder {
  readonly home = mkdtempSync(path.join(tmpdir(), 'git-client-'));

  /** Runs git; what it ends with is for the test to judge. Never in the way of the hub, which is in this process. */
  run(
    args: readonly string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv; program?: string } = {},
  ): Promise<GitResult> {
    const env = {
      PATH: process.env.PATH,
      HOME: this.home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
      ...options.env,
    };
    const cwd = path.join(this.home, options.cwd ?? '.');
    return new Promise((resolve) => {
      execFile(options.program ?? 'git', args, { cwd, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      });
    });
  }

  /** Runs git, which is to succeed. @returns its output without the last line break. */
  async git(cwd: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, { cwd });
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.replace(/\n$/, '');
  }

  /** Runs a line of shell, for bytes that are no argument of a program. @returns its output without the last line break. */
  async shell(cwd: string, line: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(['-c', line], { cwd, program: 'sh' });
    if (code !== 0) throw new Error(`${line}: ${stderr}`);
    return stdout.replace(/\n$/, '');
  }

  async write(cwd: string, files: Record<string, string | Buffer>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.home, cwd, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }

  /** Writes the files and commits everything. @returns the new commit. */
  async commit(cwd: string, files: Record<string, string | Buffer>, message = 'change'): Promise<string> {
    await this.write(cwd, files);
    await this.git(cwd, 'add', '--all');
    await this.git(cwd, 'commit', '--quiet', '--allow-empty', '--message', message);
    return this.git(cwd, 'rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A personal access token of the person with this role. */
export async function personalToken(
  hub: TestHub,
  as: TestRole,
  scopes: readonly TokenScope[] = ['write'],
): Promise<string> {
  const { body } = await hub.request('/api/v1/me/tokens', { as, json: { name: 'git', scopes } });
  return body.token as string;
}

/** The address that git is given, with the token as the password. */
export function remoteUrl(hub: TestHub, project: string, token?: string): string {
  const url = new URL(`${hub.url}/acme/${project}.git`);
  if (token !== undefined) Object.assign(url, { username: 'me', password: token });
  return url.href;
}
