import { spawn } from 'node:child_process';

/**
 * Ends a server when this process ends in any way, for example by being killed: the pipe to a shell closes, which then runs
 * `script` with the server's process as `$0` and `rest` as `$1` and so on. Returns what calls it off.
 */
export function endWithUs(pid: number, script: string, ...rest: string[]): () => void {
  if (process.platform === 'win32') return () => undefined;
  const shell = spawn('sh', ['-c', `cat > /dev/null; ${script}`, String(pid), ...rest], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.unref();
  return () => shell.kill();
}
