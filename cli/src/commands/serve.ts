import { Command } from 'commander';
import { findBuilt } from '../files/find-built';

/** As `npm start` does: less memory for young objects than Node takes by itself. */
const HUB_NODE_FLAGS = ['--max-semi-space-size=8'];

export function serveCommand(): Command {
  return new Command('serve')
    .description('Run the hub on this machine. Options go to the hub as they are.')
    .argument('[options...]', 'for example --port 4200 --data-dir ./data')
    .allowUnknownOption()
    .helpOption('-h, --help', 'print this help')
    .addHelpText(
      'after',
      `
Without DATABASE_URL the hub brings its own PostgreSQL and keeps its data in .prompthub. Ctrl-C stops it.

Examples:
  $ prompthub serve
  $ prompthub serve --port 4200 --data-dir ./hub-data`,
    )
    .action(serve);
}

async function serve(args: string[]): Promise<void> {
  const { spawn } = await import('node:child_process');
  const hub = findBuilt('backend/dist/launch.js');
  // Over the channel the hub learns when this process is gone, even by `kill -9`.
  const child = spawn(process.execPath, [...HUB_NODE_FLAGS, hub, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
