import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The real git, away from the configuration of whoever runs the benchmark. */
export class Git {
  constructor(home) {
    this.env = {
      PATH: process.env.PATH,
      HOME: home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
    };
  }

  /** @returns its output without the last line break. */
  run(args, { input } = {}) {
    const { status, stdout, stderr } = spawnSync('git', args, { env: this.env, input, maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.toString().replace(/\n$/, '');
  }

  /** The same without being in the way of what this process serves. */
  async start(args) {
    const { stdout } = await execute('git', args, { env: this.env, maxBuffer: 1 << 28 });
    return stdout.replace(/\n$/, '');
  }
}
