import { runCli } from '../../cli/test/run-cli';
import type { Reported } from './reported';

/** What the real command prints. */
export async function reportedByCli(folder: string): Promise<Reported[]> {
  const { stdout, stderr } = await runCli(['check', '.', '--format', 'json'], { cwd: folder });
  if (stdout === '') throw new Error(stderr);
  const found = JSON.parse(stdout) as (Reported & { fix?: unknown })[];
  return found.map(({ file, ...rest }) => ({ ...rest, file: file.replaceAll('\\', '/') }));
}
